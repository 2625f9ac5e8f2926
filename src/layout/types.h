/* Rectangles, and how stacks are laid out as such. */
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

/* What a differential's widths stand for. */
enum layout_side {
	LAYOUT_AFTER,  /* the second column, as flamegraph.pl has it: what is gone has no width */
	LAYOUT_BEFORE, /* the first */
	LAYOUT_UNION,  /* the larger of a stack's two counts, so that nothing vanishes */
};

/* From left to right. By weight and by input, a frame's own part is at its left, and callees too
 * narrow to be drawn leave their room at its right. Equal weights are in the order of names. */
enum layout_order {
	LAYOUT_NAME,   /* stacks by the bytes of their lines, as flamegraph.pl has it */
	LAYOUT_WEIGHT, /* the heaviest first */
	LAYOUT_INPUT,  /* what came first first; profile.sequence must be there */
	LAYOUT_TIME,   /* flame chart: as they came, only neighbours merge; likewise */
};

struct layout_options {
	bool reverse; /* merge from the leaf */
	enum layout_order order;
	bool order_by_both; /* LAYOUT_WEIGHT: by the sum of both columns, so that the two graphs of
	                       a pair have one order */
	bool wakers;        /* mark frames after a frame "--" that has a frame before it */
	double width;       /* of the graph, px: what total takes */
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

/* How wide a stack of these weights is drawn. */
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
