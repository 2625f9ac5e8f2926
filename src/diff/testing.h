/* Tests whether a change is more than chance, by what the runs of a comparison show.
 *
 * With two runs or more on each side Student's test (statistics.h) sees how far the runs of a side
 * differ by themselves. With fewer the exact tests of counting.h see only the chance of counting
 * samples; the runs of each side are added up.
 *
 * Both need the weight of a sample. It is what the profile says (weight / samples), or else the
 * largest number that all weights of a side are multiples of: 1 for samples, the period for sums of
 * a fixed one. Of a few numbers that may be chance, as people round: with fewer than eight weights
 * the tests of single runs take every count for a sample. */
#ifndef STACKFOLD_DIFF_TESTING_H
#define STACKFOLD_DIFF_TESTING_H

#include "diff/compare.h"
#include "diff/counting.h"
#include "totals/totals.h"

enum test_kind {
	TEST_NONE,     /* not asked for, or the number of samples is unknown */
	TEST_COUNTING, /* one run on a side */
	TEST_RUNS,     /* several on both */
};

/* What is compared. */
enum test_of {
	TEST_OF_SCALED, /* weights as the comparison scaled them */
	TEST_OF_SHARES, /* shares of each run's sum */
	TEST_OF_RAW,    /* weights as they were read */
};

struct testing {
	const struct comparison *comparison;
	enum test_kind kind;
	struct totals runs;              /* of each run, as they were read */
	double unit[STACKS_COLUMNS_MAX]; /* the weight of a sample in each run */
};

/* Prepares the tests; with `off` there are none. The comparison must outlive it. STATUS_FATAL
 * without memory; testing_free() frees in any case. Cost: a pass over all frames of all stacks. */
enum status testing_make(const struct comparison *comparison, bool off, struct testing *testing,
                         struct error *err);
void testing_free(struct testing *testing);

/* The p-value of a change, where weights[c] is what each run has of it, as read. NAN with
 * TEST_NONE. */
double testing_p(const struct testing *testing, const uint64_t *weights, enum test_of of,
                 enum tail tail);

/* The number of samples on a side, all runs together; 0 if it is unknown. */
double testing_samples(const struct testing *testing, int side);

#endif
