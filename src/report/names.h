/* Names as they are safe to print. */
#ifndef STACKFOLD_REPORT_NAMES_H
#define STACKFOLD_REPORT_NAMES_H

#include "base/buffer.h"

/* Appends bytes as valid UTF-8 without control characters, cut to `most` characters (0: not) with
 * "..." in the middle. */
void report_plain(struct buffer *text, const char *bytes, size_t size, size_t most);

#endif
