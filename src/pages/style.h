/* The style sheet of pages, assets/style.css, built into the program: its bytes, and a NUL that is
 * not counted. */
#ifndef STACKFOLD_PAGES_STYLE_H
#define STACKFOLD_PAGES_STYLE_H

#include <stddef.h>

extern const char asset_pages_style[];
extern const size_t asset_pages_style_size;

#endif
