/* Two sides of a comparison as two columns: runs scaled and averaged, in exact arithmetic. */
#ifndef STACKFOLD_DIFF_COMPARE_H
#define STACKFOLD_DIFF_COMPARE_H

#include "diff/normalize.h"
#include "diff/runs.h"

/* The two columns, and the runs that they were made of. */
struct comparison {
	struct profile pair;           /* two columns: before and after */
	uint64_t totals[DIFF_COLUMNS]; /* the columns' sums */
	unsigned count[DIFF_COLUMNS];  /* runs a side */
	enum normalize_by by;          /* how runs were scaled */

	/* Of each run, those before first, in units of 10^-run_places: */
	uint64_t raw[STACKS_COLUMNS_MAX];       /* the sum of its weights as they were read */
	uint64_t reference[STACKS_COLUMNS_MAX]; /* by NORMALIZE_FRAME that of the stacks with the
	                                           frame, else the same as raw */
	unsigned run_places;
	double factors[STACKS_COLUMNS_MAX];             /* by which it was scaled */
	struct sample_count counts[STACKS_COLUMNS_MAX]; /* its samples, as it was read */
	uint64_t *runs; /* the weights, if they are not those of the pair; comparison_runs */
};

/* Weights as they were read: run c of stack i has [i * comparison_columns + c]. */
static inline const uint64_t *comparison_runs(const struct comparison *comparison)
{
	return comparison->runs ? comparison->runs : comparison->pair.stacks.weights;
}

/* The number of runs on both sides. */
static inline unsigned comparison_columns(const struct comparison *comparison)
{
	return comparison->count[DIFF_BEFORE] + comparison->count[DIFF_AFTER];
}

/* The first run of a side. */
static inline unsigned comparison_first(const struct comparison *comparison, int side)
{
	return side == DIFF_BEFORE ? 0 : comparison->count[DIFF_BEFORE];
}

/* Makes two columns of the runs, which are used up. A column is the mean of its side's runs, each
 * scaled as `how` says. With one run on each side and nothing to scale, the weights do not change.
 *
 * Sums are exact, and rounded in sorted order: columns.h says how.
 *
 * STATUS_FAILED if a sum to scale by is 0, a sum does not fit 64 bits, or there are more stacks
 * than whole counts; STATUS_FATAL without memory. The comparison is empty then. Cost: one or two
 * sorts of the stacks if something is scaled. */
enum status comparison_make(struct runs *runs, const struct normalization *how,
                            struct comparison *comparison, struct error *err);
void comparison_free(struct comparison *comparison);

/* The mean of each side's raw sums, in units of 10^-*places, rounded to the nearest. The places are
 * those of the pair; or those of the runs, if these are fewer or the sums would exceed 64 bits. */
void comparison_raw_means(const struct comparison *comparison, uint64_t means[DIFF_COLUMNS],
                          unsigned *places);

#endif
