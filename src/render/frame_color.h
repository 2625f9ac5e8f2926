/* The colours of a layout's rectangles. */
#ifndef STACKFOLD_RENDER_FRAME_COLOR_H
#define STACKFOLD_RENDER_FRAME_COLOR_H

#include "layout/layout.h"
#include "render/legend.h"
#include "render/options.h"

/* marks_of: the results of a comparison of several runs for each frame; NULL: none was made.
 * *colors: one for each rectangle of the layout, in its order, which palettes with random colours
 * need; the caller frees it. The modules that colours stand for are added to the legend, unless it
 * is NULL. False without memory. */
bool frame_colors(const struct profile *profile, const struct layout *layout,
                  const struct render_options *options, const uint8_t *marks_of,
                  struct legend *legend, struct color **colors);

#endif
