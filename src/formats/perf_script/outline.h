/* Finds whether text is `perf script` text, and where samples end, without making samples. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_OUTLINE_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_OUTLINE_H

#include "read/reader.h"

#include <stddef.h>

/* The end of the block that begins at text: after the line before the first blank one. *next is
 * after the blank line. */
const char *outline_block_end(const char *text, const char *end, const char **next);

/* Where text can be cut (reader.h): after the last blank line, or otherwise before the last header
 * that is after another header or a frame. (The line before a header might also be the beginning of
 * its comm.) 0: nowhere. */
size_t outline_cut(const char *text, size_t size);

/* The bid for `perf script` text (reader.h). */
int outline_bid(const struct head *head);

#endif
