/* Finds the callers of a picture's frames by their places: a frame's caller is the one in the
 * previous row, towards the root, on which it is drawn. */
#ifndef STACKFOLD_FORMATS_SVG_NESTING_H
#define STACKFOLD_FORMATS_SVG_NESTING_H

#include "formats/svg/drawing.h"

enum { NESTING_ROWS_MAX = 16384 /* deeper stacks would take unlimited memory */ };

struct nested {
	uint32_t parent; /* in drawing->items; DRAWN_NONE: the root of its pane, or one
	                  * of these: */
	uint32_t level;  /* 0: the root's row */
	bool lost;       /* no frame is below it */
	bool unplaced;   /* it is too narrow for its place to show its caller */
};

struct nesting {
	struct nested *items; /* of drawing->items */
	uint32_t *order; /* indices of these, in the order of stacks: from left to right, pane by
	                    pane */
};

/* STATUS_FAILED with a message without a name if no frame is the root of all, or there are too many
 * rows. Cost: n log n. */
enum status nesting_find(const struct drawing *drawing, struct nesting *nesting, struct error *err);
void nesting_free(struct nesting *nesting);

#endif
