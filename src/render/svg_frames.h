/* The frames of an SVG picture: rectangles with their info, and the labels. */
#ifndef STACKFOLD_RENDER_SVG_FRAMES_H
#define STACKFOLD_RENDER_SVG_FRAMES_H

#include "base/buffer.h"
#include "render/weights.h"

/* Where things stand, px. */
struct svg_geometry {
	double width, height; /* of the picture */
	double side;          /* left and right of the graph */
	double top, bottom;   /* above and below it */
	double advice;        /* where its lines begin */
	double per_count;     /* width of one count */
	struct svg_pane {
		double top, bottom; /* of its rows */
	} panes[LAYOUTS_MAX];
};

/* The element with the id "frames": its svg "rects", a rect with a title for each frame, and its
 * g "labels", a text for each frame that has room for one; then "weights", those of titles that the
 * script does not find in them (weights.h), and "modules" (module_list.h). Of a pair, rects holds
 * an svg of class "pane" for each layout. STATUS_FATAL without memory. */
enum status svg_write_frames(const struct profile *profile, const struct layout *layouts,
                             size_t count, const struct weights *weights,
                             const struct svg_geometry *geometry, struct output *output,
                             struct error *err);

/* Starts an element: in a pretty picture, indented by depth. */
void svg_indent(struct buffer *buffer, const struct render_options *options, unsigned depth);

/* Whether text beyond ASCII is written as references, as in any encoding but UTF-8. */
bool svg_ascii(const struct render_options *options);

#endif
