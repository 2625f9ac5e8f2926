/* The difference of each frame, in both measures, and whether it is more than noise. */
#ifndef STACKFOLD_DIFF_JUDGE_H
#define STACKFOLD_DIFF_JUDGE_H

#include "base/number.h"
#include "diff/compare.h"
#include "diff/testing.h"
#include "totals/totals.h"
#include "store/marks.h"

#define CHANGE_ALL FRAME_NONE /* as a frame: the sum of all counts */

struct judge_options {
	struct decimal level;     /* of significance: the accepted rate of false alarms, 0.05 */
	struct decimal min_share; /* percent of the whole (at most 6 places, at most 100): frames
	                             that have less on both sides are left out */
	bool untested;            /* make no tests: nothing is noise */
};

/* The difference of one frame in one measure. */
struct change {
	uint32_t frame; /* or CHANGE_ALL */
	enum measure measure;
	uint64_t before,
		after; /* in units of 10^-places; of CHANGE_ALL the means of the raw sums */
	unsigned places;
	double p, adjusted; /* of the test, and adjusted for their number; NAN: not tested */
	bool noise;         /* tests were made, and this is no more than chance, or was too small to
	                       be tested */
};

/* Arrays are by frame. */
struct judgement {
	const struct comparison *comparison;
	struct judge_options options;
	struct totals totals;                     /* of the pair */
	struct testing testing;                   /* how changes are tested */
	size_t tests;                             /* that p-values were adjusted for */
	double *p[MEASURES], *adjusted[MEASURES]; /* NULL: no tests */
	double all_p;                             /* of CHANGE_ALL; NAN: not tested */
	double scaled_p;                          /* of the sums as they were scaled, likewise */
};

/* Computes sums and, unless the options forbid it, tests (testing.h): for each frame and measure,
 * the scaled weights of the runs, against the hypothesis that nothing changed. Frames whose shares
 * before and after add up to less than min_share are not tested. This choice does not depend on the
 * difference, so it does not distort the tests, and fewer tests find smaller changes. All tests of
 * both measures are adjusted together. The test of the raw sums is separate, and so is that of the
 * scaled sums, which is left out if scaling makes them equal.
 *
 * The comparison must outlive the judgement. STATUS_FATAL without memory. */
enum status judgement_make(const struct comparison *comparison, const struct judge_options *options,
                           struct judgement *judgement, struct error *err);
void judgement_free(struct judgement *judgement);

/* The change of a frame, or of CHANGE_ALL. */
struct change judgement_change(const struct judgement *judgement, uint32_t frame,
                               enum measure measure);

/* Whether changes are tested. */
static inline bool judgement_tests(const struct judgement *judgement)
{
	return judgement->testing.kind != TEST_NONE;
}

/* Whether the frame is large enough to be tested, and tests are made. */
bool judgement_tests_frame(const struct judgement *judgement, uint32_t frame, enum measure measure);

/* The p-value of another test of a frame, or of CHANGE_ALL, not adjusted; NAN: nothing is tested.
 */
double judgement_test(const struct judgement *judgement, uint32_t frame, enum measure measure,
                      enum test_of of, enum tail tail);

/* Whether p is at most the level of significance; false for NAN. */
bool judgement_significant(const struct judgement *judgement, double p);

/* Whether a change is at least as large as min_share on one side. */
bool judgement_counts(const struct judgement *judgement, const struct change *change);

/* Puts into marks (empty) what is more than noise; nothing if nothing was tested. STATUS_FATAL
 * without memory. */
enum status judgement_mark(const struct judgement *judgement, struct marks *marks,
                           struct error *err);

/* Compares for qsort: the larger change in counts first, then by the bytes of the name. */
int change_order(const struct change *a, const struct change *b, const struct frames *frames);

/* The frames' ids in the order of their names' bytes; free() frees. NULL without memory. */
uint32_t *frames_by_name(const struct frames *frames);

#endif
