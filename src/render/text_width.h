/* How wide labels are: in DejaVu Sans, which is the widest of the fonts that pictures ask for, so
 * that they fit in others too. In hundredths of the font's size. */
#ifndef STACKFOLD_RENDER_TEXT_WIDTH_H
#define STACKFOLD_RENDER_TEXT_WIDTH_H

#include <stddef.h>

enum { TEXT_WIDTH_ELLIPSIS = 100 };

/* Of a text, but `most` at the highest. */
size_t text_width(const char *text, size_t size, size_t most);

/* The bytes of the longest beginning that is no wider than the room. */
size_t text_width_prefix(const char *text, size_t size, size_t room);

#endif
