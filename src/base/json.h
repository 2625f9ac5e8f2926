/* Writing JSON (RFC 8259), in UTF-8. */
#ifndef STACKFOLD_BASE_JSON_H
#define STACKFOLD_BASE_JSON_H

#include "base/buffer.h"

#include <stddef.h>

/* Appends any bytes as a string with its quotes; bytes that are not UTF-8 become U+FFFD. Control
 * characters are escaped, those of C1 too, which terminals obey. */
void json_append_string(struct buffer *text, const char *bytes, size_t size);

#endif
