/* Two sides of a comparison as two columns: runs scaled and averaged, in exact arithmetic. */
#ifndef STACKFOLD_DIFF_COMPARE_H
#define STACKFOLD_DIFF_COMPARE_H

#include "diff/normalize.h"
#include "diff/runs.h"

/* What came of it. The weights of the single runs stay for tests of significance. */
struct comparison {
	struct profile pair;           /* two columns: before and after */
	uint64_t totals[DIFF_COLUMNS]; /* the columns' sums */
	unsigned count[DIFF_COLUMNS];  /* runs a side */
	uint64_t *runs;                /* stack i has runs[i * (count[0] + count[1]) + run], in
	                                  units of 10^-run_places; NULL: one run a side */
	unsigned run_places;
	double factors[STACKS_COLUMNS_MAX]; /* by which each run was scaled */
	bool totals_forced;                 /* normalised to the total: sums are equal by force */
	struct sample_count counts[STACKS_COLUMNS_MAX]; /* of each run, as it was read */
	uint64_t run_totals[STACKS_COLUMNS_MAX]; /* the sum of each run as it was read, in units of
	                                            10^-run_total_places */
	unsigned run_total_places;
};

/* Makes two columns of the runs, which are used up. A column is the mean of its side's runs, each
 * scaled as `how` says; where there is nothing to scale and one run a side, the weights as they
 * are.
 *
 * Sums are exact, and rounded in sorted order: columns.h says how.
 *
 * STATUS_FAILED where a sum to scale by is 0, 64 bits do not hold a sum, or there are more stacks
 * than whole counts; STATUS_FATAL without memory. The comparison is empty then. Cost: where
 * something is scaled, a sort of the stacks or two. */
enum status comparison_make(struct runs *runs, const struct normalization *how,
                            struct comparison *comparison, struct error *err);
void comparison_free(struct comparison *comparison);

#endif
