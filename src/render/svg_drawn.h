/* The place of a frame in an SVG picture, its name and its colour. */
#ifndef STACKFOLD_RENDER_SVG_DRAWN_H
#define STACKFOLD_RENDER_SVG_DRAWN_H

#include "render/options.h"
#include "render/svg_geometry.h"
#include "store/frames.h"

/* The place of the rectangles of a row, in px and tenths of a px. */
struct svg_row {
	double middle;
	int64_t top, height;
};

/* What the frames of a layout are measured by. */
struct svg_view {
	const struct frames *frames;
	const struct layout *layout;
	const struct render_options *options;
	const struct svg_geometry *geometry;
	const struct svg_pane *pane;
	const struct color *colors; /* [index] */
	struct svg_row *rows;       /* [depth]: svg_view_place_rows */
	double unit;                /* units in a count */
	bool own_root;              /* struct frame_info */
};

/* One frame, measured. */
struct svg_drawn {
	const struct rectangle *rectangle;
	bool root;
	double left, right;            /* px ... */
	int64_t from, to, top, height; /* ... and tenths of a px, rounded */
	struct color color;
};

struct svg_name {
	const char *text;
	size_t size;  /* of the name ... */
	size_t shown; /* ... and without its annotation */
};

/* Finds the places of the rows of the view's layout in its pane; view->rows is freed by the caller.
 * False without memory. */
bool svg_view_place_rows(struct svg_view *view);

/* The frame of the layout's rectangle number index. */
struct svg_drawn svg_drawn_measure(const struct svg_view *view, size_t index);

/* The name of a frame; "" for the root. */
struct svg_name svg_drawn_name(const struct svg_view *view, const struct svg_drawn *drawn);

#endif
