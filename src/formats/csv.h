/* Fields of a line of comma-separated values (RFC 4180, in one line). */
#ifndef STACKFOLD_FORMATS_CSV_H
#define STACKFOLD_FORMATS_CSV_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

/* Takes the next field off a line: without its quotes, and with single ones where two stand in it;
 * the text stays until the next call with that room. False at the line's end, and where a quote
 * does not end. What stands between a field's blanks and its quote, or after it, is part of it. */
bool csv_field(struct text *line, struct text *field, struct buffer *room);

#endif
