/* Fields of a line of comma-separated values (RFC 4180, in one line). */
#ifndef STACKFOLD_FORMATS_CSV_H
#define STACKFOLD_FORMATS_CSV_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

/* Removes the next field from a line, and returns it without its quotes and with doubled quotes as
 * single ones. The text is valid until the next call with that room. False at the line's end, and
 * if a quote does not end. Text between a field's blanks and its quote, or after the quote, is part
 * of the field. */
bool csv_field(struct text *line, struct text *field, struct buffer *room);

#endif
