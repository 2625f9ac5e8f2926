#include "store/frames.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

static bool frame_is(const struct frame *frame, const char *name, size_t size)
{
	return frame->size == size && memcmp(frame->name, name, size) == 0;
}

static inline uint32_t intern(struct frames *frames, const char *name, size_t size, bool lasts)
{
	if (!table_room(&frames->table))
		return FRAME_NONE;
	uint32_t hash = hash_bytes(name, size);
	table_each(&frames->table, hash, at)
		if (frame_is(&frames->items[at->number - 1], name, size))
			return at->number - 1;
	if (size > UINT32_MAX || frames->count >= FRAME_NONE - 1 ||
	    !vector_reserve(&frames->items, &frames->capacity, frames->count + 1))
		return FRAME_NONE;
	if (!lasts)
		name = arena_copy(&frames->arena, name, size);
	if (!name)
		return FRAME_NONE;
	uint32_t id = (uint32_t)frames->count++;
	frames->items[id] = (struct frame){name, (uint32_t)size, hash};
	table_put(&frames->table, hash, id);
	return id;
}

uint32_t frames_intern(struct frames *frames, const char *name, size_t size)
{
	return intern(frames, name, size, false);
}

uint32_t frames_intern_lasting(struct frames *frames, const char *name, size_t size)
{
	return intern(frames, name, size, true);
}

uint32_t frames_find(const struct frames *frames, const char *name, size_t size)
{
	if (!frames->count)
		return FRAME_NONE;
	uint32_t hash = hash_bytes(name, size);
	table_each(&frames->table, hash, at)
		if (frame_is(&frames->items[at->number - 1], name, size))
			return at->number - 1;
	return FRAME_NONE;
}

void frames_free(struct frames *frames)
{
	arena_free(&frames->arena);
	free(frames->items);
	free(frames->table.slots);
	*frames = (struct frames){0};
}
