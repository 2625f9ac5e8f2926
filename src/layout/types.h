/* Rectangles, and the options for making them of stacks. */
#ifndef STACKFOLD_LAYOUT_TYPES_H
#define STACKFOLD_LAYOUT_TYPES_H

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
	uint32_t arrival;   /* by LAYOUT_INPUT: when the first stack through here came */
};

/* What the widths of a differential show. */
enum layout_side {
	LAYOUT_AFTER,  /* the second column, as in flamegraph.pl: gone frames have no width */
	LAYOUT_BEFORE, /* the first */
	LAYOUT_UNION,  /* the larger of a stack's two counts, so that nothing vanishes */
};

/* The order of siblings from left to right. By weight and by input, the self part of a frame is at
 * its left, and the space of callees too narrow to be drawn is at its right. Equal weights are in
 * the order of names. */
enum layout_order {
	LAYOUT_NAME,   /* stacks by the bytes of their lines, as in flamegraph.pl */
	LAYOUT_WEIGHT, /* the heaviest first */
	LAYOUT_INPUT,  /* in the order of the input; needs profile.sequence */
	LAYOUT_TIME,   /* flame chart: in the order of the input, only neighbours merge; likewise */
};

struct layout_options {
	bool reverse; /* merge from the leaf */
	enum layout_order order;
	bool order_by_both; /* LAYOUT_WEIGHT: by the sum of both columns, so that the two graphs of
	                       a pair have one order */
	bool wakers;        /* mark frames after a frame "--" that has a frame before it */
	double width;       /* of the graph in px: the width of total */
	double min_width;   /* narrower rectangles are left out: px, ... */
	bool min_is_share;  /* ... or percent of the total */
	double total;       /* a total to scale to, 0: the sum; ignored when below the sum */
	enum layout_side side; /* of a differential */
};

/* Rectangles in document order: a parent before its children, siblings from left to right. */
struct layout {
	struct rectangle *items;
	size_t count, capacity;
	uint32_t depth_max; /* deepest row that has a rectangle */
	uint64_t sum;       /* of all widths: the end of the rightmost */
	double total;       /* the count of the whole width, in whole counts: sum / 10^places unless
	                       options.total was larger */
	unsigned places;
	bool differential; /* two columns */
	enum layout_side side;
	uint64_t self_max;  /* largest difference of a stack, at least one count */
	uint64_t total_max; /* largest difference of a frame's total except the root's, likewise */
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

/* The width of a stack with these weights, in weights. */
static inline uint64_t layout_extent(const struct layout *layout, struct sides weights)
{
	switch (layout->side) {
	case LAYOUT_BEFORE:
		return weights.before;
	case LAYOUT_UNION:
		return weights.before > weights.after ? weights.before : weights.after;
	default:
		return weights.after;
	}
}

#endif
