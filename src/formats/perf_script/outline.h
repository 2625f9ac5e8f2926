/* What can be seen of `perf script` text without making samples of it: whether it is such text, and
 * where samples end. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_OUTLINE_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_OUTLINE_H

#include "read/reader.h"

#include <stddef.h>

/* Where the block that begins at text ends: after the line before the first blank one. *next is
 * after the blank line. */
const char *outline_block_end(const char *text, const char *end, const char **next);

/* Where text can be cut (reader.h): after the last blank line, or else before the last header that
 * is after another header or a frame. (The line before a header might also be the beginning of its
 * comm.) 0: nowhere. */
size_t outline_cut(const char *text, size_t size);

/* How sure it is that this is `perf script` text (reader.h). */
int outline_bid(const struct head *head);

#endif
