#include "read/perf_memo.h"

#include "base/vector.h"

#include <stdlib.h>

const struct memo_line *memo_find(const struct memo *memo, struct text line, uint32_t hash)
{
	if (!memo->table.size)
		return NULL;
	table_each(&memo->table, hash, at) {
		const struct memo_line *known = &memo->lines[at->number - 1];
		if (known->size == line.size && memcmp(known->text, line.at, line.size) == 0)
			return known;
	}
	return NULL;
}

const struct memo_line *memo_add(struct memo *memo, struct text line, uint32_t hash,
                                 const uint32_t *ids, size_t count)
{
	if (line.size > UINT32_MAX || memo->id_count + count > UINT32_MAX ||
	    !table_room(&memo->table) ||
	    !vector_reserve(&memo->lines, &memo->line_capacity, memo->line_count + 1) ||
	    !vector_reserve(&memo->ids, &memo->id_capacity, memo->id_count + count))
		return NULL;
	const char *copy = arena_copy(&memo->arena, line.at, line.size);
	if (!copy)
		return NULL;
	memcpy(memo->ids + memo->id_count, ids, count * sizeof *ids);
	struct memo_line *row = &memo->lines[memo->line_count];
	*row = (struct memo_line){copy, (uint32_t)line.size, (uint32_t)memo->id_count,
	                          (uint32_t)count};
	table_put(&memo->table, hash, (uint32_t)memo->line_count);
	memo->line_count++;
	memo->id_count += count;
	return row;
}

void memo_free(struct memo *memo)
{
	arena_free(&memo->arena);
	free(memo->table.slots);
	free(memo->lines);
	free(memo->ids);
	*memo = (struct memo){0};
}
