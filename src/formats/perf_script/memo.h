/* Frame lines that were read before: maps the text of a line from its symbol on to its frames, so
 * that only new lines are parsed and tidied.
 *
 * This is the hottest table, and its cost is mostly access to memory. So a line's text and ids are
 * in one record, to which the slot points, and a look-up can be made in two steps with other work
 * between them: memo_expect prefetches the slot, memo_find reads it. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_MEMO_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_MEMO_H

#include "base/arena.h"
#include "base/text.h"

/* A kept line: `count` ids, root first, then `size` bytes of text. */
struct memo_line {
	uint32_t size;
	uint32_t count;
	uint32_t ids[];
};

struct memo_slot {
	const struct memo_line *line; /* NULL: free */
	uint32_t hash;
};

/* Zero-initialised is empty and ready. */
struct memo {
	struct arena arena;
	struct memo_slot *slots; /* open addressing */
	size_t slot_count;       /* a power of two, 0 before the first line */
	size_t line_count;
};

/* Prefetches the slot of a line with this hash. */
static inline void memo_expect(const struct memo *memo, uint32_t hash)
{
	if (memo->slot_count)
		__builtin_prefetch(&memo->slots[hash & (memo->slot_count - 1)]);
}

/* The first kept line with this hash, or NULL: it may be another line, see memo_is. Its record is
 * prefetched. */
const struct memo_line *memo_candidate(const struct memo *memo, uint32_t hash);

/* Whether a record belongs to this line. */
static inline bool memo_is(const struct memo_line *known, struct text line)
{
	return known->size == line.size &&
	       memcmp(known->ids + known->count, line.at, line.size) == 0;
}

/* The line's record, or NULL if the line is new. */
const struct memo_line *memo_find(const struct memo *memo, struct text line, uint32_t hash);

/* Keeps a line that memo_find did not find; false without memory. */
bool memo_add(struct memo *memo, struct text line, uint32_t hash, const uint32_t *ids,
              size_t count);

void memo_free(struct memo *memo);

#endif
