/* Looking at many bytes at once. Which instructions do it is chosen at run time, by what the
 * processor has; the answers are the same. */
#ifndef STACKFOLD_BASE_WIDE_H
#define STACKFOLD_BASE_WIDE_H

#include <stdbool.h>
#include <stddef.h>

/* The first line end in at[0..end) that a blank line follows: "\n" and after it "\n" or "\r". NULL
 * if there is none; the last byte alone is none. */
const char *wide_blank_line(const char *at, const char *end);

/* Whether 16 bytes are blanks followed by hexadecimal digits, at least one, and nothing else: the
 * address column of `perf script`. */
bool wide_is_address(const char *at);

#endif
