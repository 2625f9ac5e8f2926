#include "formats/chrome/threads.h"

#include "base/vector.h"
#include "formats/json_shape.h"

#include <stdlib.h>
#include <string.h>

/* The number of a text, if it is one. */
static bool number_of(struct text text, uint32_t *number)
{
	return json_index(&(struct json_value){.type = JSON_NUMBER, .text = text}, number);
}

/* The process of an event; FRAME_NONE without memory. */
static uint32_t process_of(struct chrome_threads *all, struct text pid)
{
	const uint32_t id = frames_intern(&all->process_keys, pid.size ? pid.at : "", pid.size);
	if (id == FRAME_NONE || id < all->process_count)
		return id;
	if (!vector_reserve(&all->process_comms, &all->process_capacity, id + (size_t)1))
		return FRAME_NONE;
	all->process_comms[id] = FRAME_NONE;
	all->process_count = id + (size_t)1;
	return id;
}

static bool add_thread(struct chrome_threads *all, uint32_t id, struct text pid, struct text tid)
{
	struct chrome_thread thread = {.process = process_of(all, pid), .comm = FRAME_NONE};
	if (thread.process == FRAME_NONE ||
	    !vector_reserve(&all->items, &all->capacity, id + (size_t)1))
		return false;
	if (number_of(pid, &thread.place.pid))
		thread.place.known |= PLACE_PID;
	if (number_of(tid, &thread.place.tid))
		thread.place.known |= PLACE_TID;
	all->items[id] = thread;
	all->count = id + (size_t)1;
	return true;
}

struct chrome_thread *chrome_threads_get(struct chrome_threads *all, struct text pid,
                                         struct text tid)
{
	struct buffer *key = &all->key;
	key->size = 0;
	buffer_append(key, pid.at, pid.size);
	buffer_byte(key, '\0');
	buffer_append(key, tid.at, tid.size);
	if (key->failed)
		return NULL;
	if (all->last < all->count) {
		const struct frame *last = &all->thread_keys.items[all->last];
		if (last->size == key->size && memcmp(last->name, key->data, key->size) == 0)
			return &all->items[all->last];
	}
	const uint32_t id = frames_intern(&all->thread_keys, key->data, key->size);
	if (id == FRAME_NONE || (id >= all->count && !add_thread(all, id, pid, tid)))
		return NULL;
	all->last = id;
	return &all->items[id];
}

bool chrome_threads_name(struct chrome_threads *all, struct text pid, struct text tid,
                         struct text name)
{
	const uint32_t text = frames_intern(&all->texts, name.at, name.size);
	struct chrome_thread *thread = text == FRAME_NONE ? NULL
	                                                  : chrome_threads_get(all, pid, tid);
	if (thread)
		thread->comm = text;
	return thread;
}

bool chrome_threads_name_process(struct chrome_threads *all, struct text pid, struct text name)
{
	const uint32_t text = frames_intern(&all->texts, name.at, name.size);
	const uint32_t process = text == FRAME_NONE ? FRAME_NONE : process_of(all, pid);
	if (process != FRAME_NONE)
		all->process_comms[process] = text;
	return process != FRAME_NONE;
}

struct text chrome_threads_comm(const struct chrome_threads *all,
                                const struct chrome_thread *thread)
{
	uint32_t id = thread->comm;
	if (id == FRAME_NONE)
		id = all->process_comms[thread->process];
	if (id == FRAME_NONE)
		return (struct text){0};
	return (struct text){all->texts.items[id].name, all->texts.items[id].size};
}

void chrome_threads_free(struct chrome_threads *all)
{
	for (size_t i = 0; i < all->count; i++)
		spans_free(&all->items[i].spans);
	free(all->items);
	free(all->process_comms);
	frames_free(&all->thread_keys);
	frames_free(&all->process_keys);
	frames_free(&all->texts);
	buffer_free(&all->key);
}
