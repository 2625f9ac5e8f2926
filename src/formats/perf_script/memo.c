#include "formats/perf_script/memo.h"

#include <stdlib.h>

enum { SLOTS_FIRST = 1024 };

const struct memo_line *memo_candidate(const struct memo *memo, uint32_t hash)
{
	size_t mask = memo->slot_count - 1;
	if (!memo->slot_count)
		return NULL;
	for (size_t at = hash & mask; memo->slots[at].line; at = (at + 1) & mask) {
		if (memo->slots[at].hash != hash)
			continue;
		__builtin_prefetch(memo->slots[at].line);
		__builtin_prefetch((const char *)memo->slots[at].line + 64);
		return memo->slots[at].line;
	}
	return NULL;
}

const struct memo_line *memo_find(const struct memo *memo, struct text line, uint32_t hash)
{
	size_t mask = memo->slot_count - 1;
	if (!memo->slot_count)
		return NULL;
	for (size_t at = hash & mask; memo->slots[at].line; at = (at + 1) & mask)
		if (memo->slots[at].hash == hash && memo_is(memo->slots[at].line, line))
			return memo->slots[at].line;
	return NULL;
}

static void put(struct memo *memo, struct memo_slot slot)
{
	size_t mask = memo->slot_count - 1, at = slot.hash & mask;
	while (memo->slots[at].line)
		at = (at + 1) & mask;
	memo->slots[at] = slot;
	memo->line_count++;
}

/* Makes room for one more line: at most half of the slots are used. */
static bool make_room(struct memo *memo)
{
	if (memo->line_count < memo->slot_count / 2)
		return true;
	struct memo grown = {.arena = memo->arena};
	grown.slot_count = memo->slot_count ? memo->slot_count * 2 : SLOTS_FIRST;
	grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < memo->slot_count; i++)
		if (memo->slots[i].line)
			put(&grown, memo->slots[i]);
	free(memo->slots);
	*memo = grown;
	return true;
}

bool memo_add(struct memo *memo, struct text line, uint32_t hash, const uint32_t *ids, size_t count)
{
	if (line.size > UINT32_MAX || count > UINT32_MAX || !make_room(memo))
		return false;
	size_t ids_size = count * sizeof *ids;
	struct memo_line *record = arena_alloc(&memo->arena, sizeof *record + ids_size + line.size,
	                                       _Alignof(struct memo_line));
	if (!record)
		return false;
	record->size = (uint32_t)line.size;
	record->count = (uint32_t)count;
	if (count)
		memcpy(record->ids, ids, ids_size);
	memcpy(record->ids + count, line.at, line.size);
	put(memo, (struct memo_slot){record, hash});
	return true;
}

void memo_free(struct memo *memo)
{
	arena_free(&memo->arena);
	free(memo->slots);
	*memo = (struct memo){0};
}
