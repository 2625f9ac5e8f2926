/* From stacks to rectangles: order, extent and depth of every frame. Knows no output syntax. */
#ifndef STACKFOLD_LAYOUT_LAYOUT_H
#define STACKFOLD_LAYOUT_LAYOUT_H

#include "store/profile.h"

#define LAYOUT_ROOT FRAME_NONE /* the frame of the rectangle over everything, "all" */

/* Weights of the two columns of a differential; of one column, both are the same. */
struct sides {
	uint64_t before, after;
};

/* A frame's rectangle. Extents are weights in units of 10^-places, counted from the left. */
struct rectangle {
	uint32_t frame; /* LAYOUT_ROOT at depth 0 */
	uint32_t depth; /* 0 is the root's row */
	uint64_t start, end;
	struct sides self;  /* of the stacks that end here */
	struct sides total; /* of all stacks through here */
	bool waker;         /* of the other side of a wake-up chain; see layout_options */
};

/* What a differential's widths stand for. */
enum layout_side {
	LAYOUT_AFTER,  /* the second column, as flamegraph.pl has it: what is gone has no width */
	LAYOUT_BEFORE, /* the first */
	LAYOUT_UNION,  /* the larger of a stack's two counts, so that nothing vanishes */
};

struct layout_options {
	bool reverse;          /* merge from the leaf */
	bool input_order;      /* flame chart: as they came, only neighbours merge; profile.sequence
	                          must be there */
	bool wakers;           /* mark frames behind a frame "--" that has a frame before it */
	double width;          /* of the graph, px: what total takes */
	double min_width;      /* narrower rectangles are left out: px, ... */
	bool min_is_share;     /* ... or percent of the total */
	double total;          /* a total to scale to, 0: the sum; ignored when below the sum */
	enum layout_side side; /* of a differential */
};

/* Rectangles in document order: a parent before its children, siblings from left to right. */
struct layout {
	struct rectangle *items;
	size_t count, capacity;
	uint32_t depth_max; /* deepest row that has a rectangle */
	uint64_t sum;       /* of all widths: the end of the rightmost */
	double total;       /* what the width stands for, in whole counts: sum / 10^places unless
	                       options.total was larger */
	unsigned places;
	bool differential; /* two columns */
	enum layout_side side;
	uint64_t self_max;  /* largest difference of a stack, at least one count */
	uint64_t total_max; /* largest difference of a frame's total but the root's, likewise */
	struct sides only;  /* of stacks that end in frames without any weight on the other side:
	                       before: gone, after: new */
	bool total_ignored; /* options.total was below the sum */
};

/* A difference as it is drawn: after - before. */
static inline double sides_delta(struct sides sides)
{
	return sides.after >= sides.before ? (double)(sides.after - sides.before)
	                                   : -(double)(sides.before - sides.after);
}

/* STATUS_FAILED with a message when sums overflow or more than two columns are given;
 * STATUS_FATAL without memory; the layout is empty then. A profile without weight gives a layout
 * with sum 0 and no rectangles. The root is never left out. Memory follows what is drawn plus the
 * depth. */
enum status layout_build(const struct profile *profile, const struct layout_options *options,
                         struct layout *layout, struct error *err);
void layout_free(struct layout *layout);

#endif
