/* How wide text is at a terminal, in columns: two for a character of East Asia or an emoji, none
 * for a mark that combines with the one before it. The same whatever the locale. */
#ifndef STACKFOLD_BASE_DISPLAY_H
#define STACKFOLD_BASE_DISPLAY_H

#include <stdbool.h>
#include <stddef.h>

/* Of a text, but `most` at the highest. A byte that is no UTF-8 is one column wide, as is what
 * stands for a control character. */
size_t display_width(const char *text, size_t size, size_t most);

/* The bytes of the longest beginning that is no wider than the room. */
size_t display_prefix(const char *text, size_t size, size_t room);

/* Where the longest end begins that is no wider than the room. */
size_t display_suffix(const char *text, size_t size, size_t room);

#endif
