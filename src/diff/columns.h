/* The weights of runs as two columns: each run scaled, then the mean of each side, in exact
 * arithmetic. */
#ifndef STACKFOLD_DIFF_COLUMNS_H
#define STACKFOLD_DIFF_COLUMNS_H

#include "diff/normalize.h"
#include "diff/runs.h"

struct columns {
	uint64_t *weights; /* DIFF_COLUMNS for each stack; the caller's to free */
	unsigned places;   /* their unit is 10^-places */
	unsigned rounded;  /* those, where 64 bits hold fewer than the side after has; otherwise
	                      NUMBER_EXACT */
};

/* Whether the columns are anything else than the weights as they are. */
bool columns_change(const struct run_table *runs, const struct scaling *scaling,
                    const struct normalization *how);

/* Makes the columns. Sums are exact: each run is shared out (apportion.h) to the target of
 * normalize.h, rounded to the unit, then their sum is shared out to its mean. So no stack that was
 * there becomes 0. The unit is one count with how->integers; else as many decimal places as the
 * side after has (fewer if the sums do not fit 64 bits), or more: until the smallest stack has
 * four digits, or until 64 bits would not hold the sums; with a factor and one run a side, until
 * nothing is rounded.
 *
 * rank is that of each stack in sorted order, NULL if they are in that order: what equal
 * remainders are rounded to follows it. It does not depend on what factor a run's counts have in
 * common. STATUS_FAILED if a sum does not fit 64 bits, or there are more stacks than whole
 * counts; STATUS_FATAL without memory; nothing is to be freed then. Cost: for each run a pass, and
 * a sort where units are left over. */
enum status columns_make(const struct run_table *runs, const struct scaling *scaling,
                         const struct normalization *how, const uint32_t *rank,
                         struct columns *columns, struct error *err);

#endif
