/* Which frame of a picture stands on which, by their places: a frame is called by the one in the
 * row before, towards the root, that it is drawn above or below. */
#ifndef STACKFOLD_FORMATS_SVG_NESTING_H
#define STACKFOLD_FORMATS_SVG_NESTING_H

#include "formats/svg/drawing.h"

enum { NESTING_ROWS_MAX = 16384 /* deeper stacks would take memory without end */ };

struct nested {
	uint32_t parent; /* in drawing->items; DRAWN_NONE: the root of its pane, or one
	                  * of these: */
	uint32_t level;  /* 0: the root's row */
	bool lost;       /* there is none below it */
	bool unplaced;   /* it is too narrow for its place to say what it is called by */
};

struct nesting {
	struct nested *items; /* of drawing->items */
	uint32_t *order;      /* those, as stacks go: from left to right, pane by pane */
};

/* STATUS_FAILED with a message without a name where no frame is the root of all, or there are too
 * many rows. Cost: n log n. */
enum status nesting_find(const struct drawing *drawing, struct nesting *nesting, struct error *err);
void nesting_free(struct nesting *nesting);

#endif
