/* Whether the sums of two profiles fit 64 bits, before they are added up: adding fails halfway. */
#ifndef STACKFOLD_STORE_SUMS_H
#define STACKFOLD_STORE_SUMS_H

#include "store/profile.h"

/* STATUS_FAILED: after adding all of `from` to `into` (same number of columns) the weight of a
 * stack or the sum of a column would not fit 64 bits, so that profile_fit would fail with
 * SUMS_COLUMNS. STATUS_FATAL without memory. Cost: a look-up of each frame and stack of `from`, and
 * a pass over the weights. */
enum status sums_check(const struct profile *into, const struct profile *from, struct error *err);

#endif
