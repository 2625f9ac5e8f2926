/* From stacks to rectangles: order, extent and depth of every frame. Knows no output syntax. */
#ifndef STACKFOLD_LAYOUT_LAYOUT_H
#define STACKFOLD_LAYOUT_LAYOUT_H

#include "store/profile.h"

#define LAYOUT_ROOT FRAME_NONE /* the frame of the rectangle over everything, "all" */

/* A frame's rectangle. Extents are weights in units of 10^-places, counted from the left. */
struct rectangle {
	uint32_t frame; /* LAYOUT_ROOT at depth 0 */
	uint32_t depth; /* 0 is the root's row */
	uint64_t start, end;
	int64_t delta;  /* differential: after - before of the stack that ends here, else 0 */
	bool waker;     /* of the other side of a wake-up chain; see layout_options */
};

struct layout_options {
	bool reverse;       /* merge from the leaf */
	bool input_order;   /* flame chart: as they came, only neighbours merge; profile.sequence
	                       must be there */
	bool wakers;        /* mark frames behind a frame "--" that has a frame before it */
	double width;       /* of the graph, px: what total takes */
	double min_width;   /* narrower rectangles are left out: px, ... */
	bool min_is_share;  /* ... or percent of the total */
	double total;       /* a total to scale to, 0: the sum; ignored when below the sum */
};

/* Rectangles in document order: a parent before its children, siblings from left to right. */
struct layout {
	struct rectangle *items;
	size_t count, capacity;
	uint32_t depth_max;   /* deepest row that has a rectangle */
	uint64_t sum;         /* of all weights: the end of the rightmost */
	double total;         /* what the width stands for, in whole counts: sum / 10^places unless
	                         options.total was larger */
	unsigned places;
	bool differential;    /* two columns: widths from the second */
	uint64_t delta_max;   /* largest |delta| of a stack, at least one count */
	bool total_ignored;   /* options.total was below the sum */
};

/* STATUS_FAILED with a message when sums overflow or more than two columns are given;
 * STATUS_FATAL without memory; the layout is empty then. A profile without weight gives a layout
 * with sum 0 and no rectangles. The root is never left out. Memory follows what is drawn plus the
 * depth. */
enum status layout_build(const struct profile *profile, const struct layout_options *options,
                         struct layout *layout, struct error *err);
void layout_free(struct layout *layout);

#endif
