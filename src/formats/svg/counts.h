/* What the frames of a picture count: by stackfold's list, by inferno's attributes, by what titles
 * say, or else by how wide they are. */
#ifndef STACKFOLD_FORMATS_SVG_COUNTS_H
#define STACKFOLD_FORMATS_SVG_COUNTS_H

#include "base/number.h"
#include "formats/svg/drawing.h"
#include "formats/svg/nesting.h"

/* Of a frame; of a picture that is no differential only `after` counts. */
struct counted {
	uint64_t before, after;
};

struct counts {
	struct counted *own; /* of drawing->items: without its callees */
	unsigned places;     /* in units of 10^-places */
	unsigned columns;
	struct counted all; /* of the root, or of both */
	uint64_t measured;  /* frames that are counted by their width */
	uint64_t short_of;  /* frames whose callees count more than they do: rounded */
	bool by_changes;    /* what was before follows from rounded changes */
	double narrow;      /* share of all that callees have that are not drawn, ... */
	bool narrow_exact;  /* ... or, where that is not said, the room that is left for them */
};

/* sample: what each sample weighs, where titles name samples; value 0: not known. */
enum status counts_find(const struct drawing *drawing, const struct nesting *nesting,
                        struct decimal sample, struct counts *counts, struct error *err);
void counts_free(struct counts *counts);

#endif
