/* Names in Markdown. */
#ifndef STACKFOLD_REPORT_CODE_H
#define STACKFOLD_REPORT_CODE_H

#include "base/buffer.h"

/* Appends text as code in a cell of a table, cut to `most` characters (0: not). Within backticks
 * nothing has a meaning but a backtick, and a bar, which ends the cell; then every sign is written
 * as a character reference, which none of Markdown's rules takes for markup. */
void report_code(struct buffer *text, const char *bytes, size_t size, size_t most);

#endif
