/* What each frame's difference is, in both measures, and whether it is more than noise. */
#ifndef STACKFOLD_DIFF_JUDGE_H
#define STACKFOLD_DIFF_JUDGE_H

#include "base/number.h"
#include "diff/compare.h"
#include "diff/totals.h"
#include "store/marks.h"

#define CHANGE_ALL FRAME_NONE /* as a frame: the sum of all counts */

struct judge_options {
	struct decimal level;     /* of significance: the accepted rate of false alarms, 0.05 */
	struct decimal min_share; /* percent of the whole (at most 6 places, at most 100): frames
	                             that have less on both sides are left out */
};

/* The difference of one frame in one measure. */
struct change {
	uint32_t frame; /* or CHANGE_ALL */
	enum measure measure;
	uint64_t before, after; /* in units of the pair */
	double p, adjusted;     /* Student's test, and adjusted for all tests; NAN: not tested */
	bool noise; /* several runs were compared and this is within their noise, or was too
	               small to be tested */
};

/* Arrays are by frame. */
struct judgement {
	const struct comparison *comparison;
	struct judge_options options;
	struct totals totals;                     /* of the pair */
	bool tested;                              /* there are several runs on both sides */
	size_t tests;                             /* that p-values were adjusted for */
	double *p[MEASURES], *adjusted[MEASURES]; /* NULL: not tested */
	double all_p, all_adjusted;               /* of CHANGE_ALL; NAN: not tested */
};

/* Sums up and, where both sides have at least two runs, tests: for each frame and measure, the
 * counts of the runs as they were scaled, against the hypothesis that both sides have the same
 * mean; see statistics.h. The unit of counting is the largest number that all counts of a side are
 * multiples of: 1 for samples, the period for sums of a fixed one. Frames whose shares before and
 * after come to less than min_share together are not tested: what is left out does not depend on
 * the difference, so it does not bend the tests, and fewer tests find more. All tests of both
 * measures, and that of the sum unless it is normalised, are adjusted together.
 *
 * The comparison must outlive the judgement. STATUS_FATAL without memory. */
enum status judgement_make(const struct comparison *comparison, const struct judge_options *options,
                           struct judgement *judgement, struct error *err);
void judgement_free(struct judgement *judgement);

struct change judgement_change(const struct judgement *judgement, uint32_t frame,
                               enum measure measure);

/* Whether a change is on one side at least as large as min_share asks. */
bool judgement_counts(const struct judgement *judgement, const struct change *change);

/* Puts into marks (empty) what is more than noise; nothing where nothing was tested. STATUS_FATAL
 * without memory. */
enum status judgement_mark(const struct judgement *judgement, struct marks *marks,
                           struct error *err);

/* Compares for qsort: the larger change in counts first, then by the bytes of the name. */
int change_order(const struct change *a, const struct change *b, const struct frames *frames);

/* The frames' ids in the order of their names' bytes; free() frees. NULL without memory. */
uint32_t *frames_by_name(const struct frames *frames);

#endif
