/* Frame lines that were met before: what a line says from its symbol on, to the frames it stands
 * for, so that only a line never seen before is taken apart and tidied. */
#ifndef STACKFOLD_READ_PERF_MEMO_H
#define STACKFOLD_READ_PERF_MEMO_H

#include "base/arena.h"
#include "base/table.h"
#include "base/text.h"

/* A remembered line. */
struct memo_line {
	const char *text; /* in the memo's arena */
	uint32_t size;
	uint32_t first;   /* its frames are memo.ids[first .. first + count), root first */
	uint32_t count;
};

/* Zero-initialised is empty and ready. */
struct memo {
	struct arena arena;
	struct table table;
	struct memo_line *lines;
	size_t line_count, line_capacity;
	uint32_t *ids;
	size_t id_count, id_capacity;
};

/* The line's row, or NULL where it was not met. Cost: one hash and one comparison. */
const struct memo_line *memo_find(const struct memo *memo, struct text line, uint32_t hash);

/* Remembers a line that memo_find did not find; NULL without memory. */
const struct memo_line *memo_add(struct memo *memo, struct text line, uint32_t hash,
                                 const uint32_t *ids, size_t count);

void memo_free(struct memo *memo);

#endif
