/* The frames of an SVG picture: rectangles with their info, and the labels. */
#ifndef STACKFOLD_RENDER_SVG_FRAMES_H
#define STACKFOLD_RENDER_SVG_FRAMES_H

#include "render/markup.h"
#include "render/svg_geometry.h"
#include "render/weights.h"

/* The element with the id "frames": its svg "rects", a rect with a title for each frame, and its
 * g "labels", a text for each frame that has room for one; then "weights", those of titles that the
 * script does not find in them (weights.h), and "modules" (module_list.h). Of a pair, rects holds
 * an svg of class "pane" for each layout. STATUS_FATAL without memory. */
enum status svg_write_frames(struct markup *markup, const struct profile *profile,
                             const struct layout *layouts, size_t count,
                             const struct weights *weights, const struct svg_geometry *geometry,
                             struct error *err);

#endif
