/* Two profiles side by side: pairing their stacks, and making their counts comparable. */
#ifndef STACKFOLD_DIFF_DIFF_H
#define STACKFOLD_DIFF_DIFF_H

#include "base/status.h"
#include "store/profile.h"

enum { DIFF_BEFORE, DIFF_AFTER, DIFF_COLUMNS }; /* the columns of a pair */

/* Adds all of `from` to the empty, initialised `into` (same number of columns), with every
 * 0x[0-9a-fA-F]+ in frame names written as "0x...": stacks that differ only in addresses become
 * one. `from` is unchanged; the order of input (keep_order) is not carried over.
 * STATUS_FAILED when a sum overflows, STATUS_FATAL without memory. Cost: one pass over the frame
 * names, one over the stacks. */
enum status diff_strip_addresses(const struct profile *from, struct profile *into,
                                 struct error *err);

/* Makes `pair`, not initialised yet, hold every stack of both profiles of one column, with the
 * weight before and the weight after; 0 where a side lacks it. Both sides are unchanged. On
 * failure (as above) pair is empty, and freeing it is fine. */
enum status diff_pair(struct profile *pair, const struct profile *before,
                      const struct profile *after, struct error *err);

/* Scales the weights before so that their sum is that of the weights after. In units of the
 * pair's smallest place (whole counts where all inputs were whole), with T and U the sums before
 * and after:
 *
 * - a stack's share is w * U / T, computed in 128 bits; it gets the whole units of it, but at
 *   least one unit where w is not 0;
 * - units that then lack to U go one each to the largest fractions left over;
 * - units too many (small stacks that were raised to one) are taken one each from the largest
 *   stacks, those of at least 100 units. Where that is not enough the sum stays above U: a share
 *   is not bent for it, as that would show as a difference that is none.
 *
 * So a weight is never further than one unit from the whole units of its share.
 *
 * Equal candidates are taken in the sorted order of their stacks. Nothing changes where the sums
 * are equal. STATUS_FAILED where a sum is 0 or does not fit 64 bits, STATUS_FATAL without memory;
 * the pair is unchanged then. Cost: a sort of the stacks. */
enum status diff_normalize(struct profile *pair, struct error *err);

#endif
