/* Siblings in an order other than that of their names. */
#ifndef STACKFOLD_LAYOUT_ARRANGE_H
#define STACKFOLD_LAYOUT_ARRANGE_H

#include "layout/types.h"

/* Sorts the rectangles of each row, which are in the order of names, by options->order:
 * LAYOUT_WEIGHT or LAYOUT_INPUT. Each rectangle's self part must come from one stack, and becomes
 * its leftmost part. STATUS_FATAL without memory; the layout is unchanged then. Cost: a sort of
 * each rectangle's callees by numbers. */
enum status layout_arrange(struct layout *layout, const struct layout_options *options,
                           struct error *err);

#endif
