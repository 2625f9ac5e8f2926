/* Makes rectangles of stacks: order, extent and depth of every frame. It does not depend on an
 * output format. */
#ifndef STACKFOLD_LAYOUT_LAYOUT_H
#define STACKFOLD_LAYOUT_LAYOUT_H

#include "layout/types.h"

/* STATUS_FAILED with a message when sums overflow or more than two columns are given;
 * STATUS_FATAL without memory; the layout is empty then. A profile without weight gives a layout
 * with sum 0 and no rectangles. The root is never left out. Memory depends on the number of
 * rectangles drawn and on the depth. */
enum status layout_build(const struct profile *profile, const struct layout_options *options,
                         struct layout *layout, struct error *err);
/* Rectangles below this extent are left out of a layout of stacks that weigh so much, in units of
 * 10^-places. */
uint64_t layout_narrow(const struct layout_options *options, uint64_t sum, unsigned places);

void layout_free(struct layout *layout);

#endif
