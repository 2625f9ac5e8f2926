/* The weights of the frames of a picture: from stackfold's list, from inferno's attributes, from
 * titles, or otherwise from widths. */
#ifndef STACKFOLD_FORMATS_SVG_COUNTS_H
#define STACKFOLD_FORMATS_SVG_COUNTS_H

#include "base/number.h"
#include "formats/svg/drawing.h"
#include "formats/svg/nesting.h"

/* The weight of a frame; without a differential only `after` counts. */
struct counted {
	uint64_t before, after;
};

struct counts {
	struct counted *own; /* of drawing->items: without its callees */
	unsigned places;     /* in units of 10^-places */
	unsigned columns;
	struct counted all; /* of the root, or of both */
	uint64_t measured;  /* number of frames that are counted by their width */
	uint64_t short_of;  /* number of frames whose callees count more than they, because of
	                       rounding */
	bool by_changes;    /* weights before follow from rounded changes */
	double narrow;      /* share of callees that are not drawn, of all, ... */
	bool narrow_exact;  /* ... or, if that is unknown, the space that is left for them */
};

/* sample: the weight of each sample, if titles name samples; value 0: unknown. */
enum status counts_find(const struct drawing *drawing, const struct nesting *nesting,
                        struct decimal sample, struct counts *counts, struct error *err);
void counts_free(struct counts *counts);

#endif
