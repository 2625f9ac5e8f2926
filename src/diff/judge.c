#include "diff/judge.h"

#include "diff/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The tests while they are made. */
struct testing {
	struct judgement *judgement;
	struct totals runs;          /* totals of the single runs */
	uint64_t unit[DIFF_COLUMNS]; /* of counting, on each side */
	double *p, *adjusted;        /* of all tests; see keep_tests for their order */
	size_t *order;
	size_t count;
};

static unsigned runs_of(const struct comparison *comparison)
{
	return comparison->count[DIFF_BEFORE] + comparison->count[DIFF_AFTER];
}

/* --- single tests --------------------------------------------------------------------------- */

/* The largest number that all weights of a side's runs are multiples of. */
static uint64_t unit_of_counting(const struct comparison *comparison, int side)
{
	size_t count = comparison->pair.stacks.count;
	unsigned columns = runs_of(comparison);
	unsigned first = side == DIFF_BEFORE ? 0 : comparison->count[DIFF_BEFORE];
	uint64_t unit = 0;
	for (size_t i = 0; i < count && unit != 1; i++)
		for (unsigned c = first; c < first + comparison->count[side]; c++) {
			uint64_t a = comparison->runs[i * columns + c], b = unit;
			while (b) {
				uint64_t rest = a % b;
				a = b;
				b = rest;
			}
			unit = a;
		}
	return unit ? unit : 1;
}

/* Anscombe's root of the counts of one side's runs, each scaled as its run; see statistics.h. */
static struct spread side_spread(const struct testing *testing, const uint64_t *counts, int side)
{
	const struct comparison *comparison = testing->judgement->comparison;
	unsigned first = side == DIFF_BEFORE ? 0 : comparison->count[DIFF_BEFORE];
	unsigned count = comparison->count[side];
	double values[STACKS_COLUMNS_MAX], counting = 0, unit = (double)testing->unit[side];
	for (unsigned i = 0; i < count; i++) {
		double scale = comparison->factors[first + i] * unit;
		double counted = (double)counts[first + i] / unit;
		values[i] = 2 * sqrt(scale * (counted + 0.375));
		counting += scale / count;
	}
	return spread_of(values, count, counting);
}

static double test(const struct testing *testing, const uint64_t *counts)
{
	struct spread before = side_spread(testing, counts, DIFF_BEFORE);
	struct spread after = side_spread(testing, counts, DIFF_AFTER);
	return student_test(&before, &after);
}

static double share(const struct comparison *comparison, const uint64_t *pair, int side)
{
	uint64_t total = comparison->totals[side];
	return total ? (double)pair[side] / (double)total : 0;
}

/* Whether a frame is large enough to be tested. */
static bool is_tested(const struct judgement *judgement, const uint64_t *pair)
{
	const struct comparison *comparison = judgement->comparison;
	struct decimal least = judgement->options.min_share;
	double both = share(comparison, pair, DIFF_BEFORE) + share(comparison, pair, DIFF_AFTER);
	return both > 0 && both >= (double)least.value / (double)number_power10(least.places) / 100;
}

/* --- all tests ------------------------------------------------------------------------------ */

static enum status test_frames(struct testing *testing, struct error *err)
{
	struct judgement *judgement = testing->judgement;
	const struct comparison *comparison = judgement->comparison;
	size_t frames = comparison->pair.frames.count;
	size_t most = frames * MEASURES + 1;
	unsigned columns = runs_of(comparison);
	testing->p = malloc(most * sizeof *testing->p);
	testing->adjusted = malloc(most * sizeof *testing->adjusted);
	testing->order = malloc(most * sizeof *testing->order);
	for (int m = 0; m < MEASURES; m++) {
		judgement->p[m] = malloc((frames + 1) * sizeof *judgement->p[m]);
		judgement->adjusted[m] = malloc((frames + 1) * sizeof *judgement->adjusted[m]);
		if (!judgement->p[m] || !judgement->adjusted[m])
			return error_no_memory(err);
	}
	if (!testing->p || !testing->adjusted || !testing->order)
		return error_no_memory(err);
	for (int m = 0; m < MEASURES; m++)
		for (size_t f = 0; f < frames; f++) {
			const uint64_t *pair = judgement->totals.of[m] + f * DIFF_COLUMNS;
			double p = NAN;
			if (is_tested(judgement, pair))
				testing->p[testing->count++] = p = test(
					testing, testing->runs.of[m] + f * columns);
			judgement->p[m][f] = p;
		}
	return STATUS_OK;
}

static enum status test_all(struct testing *testing, struct error *err)
{
	struct judgement *judgement = testing->judgement;
	const struct comparison *comparison = judgement->comparison;
	uint64_t totals[STACKS_COLUMNS_MAX] = {0};
	unsigned columns = runs_of(comparison);
	for (size_t i = 0; i < comparison->pair.stacks.count; i++)
		for (unsigned c = 0; c < columns; c++)
			totals[c] += comparison->runs[i * columns + c];
	enum status status = test_frames(testing, err);
	if (!status && !comparison->totals_forced)
		testing->p[testing->count++] = judgement->all_p = test(testing, totals);
	return status;
}

/* Hands the adjusted values back in the order in which tests were made. */
static void keep_tests(struct testing *testing)
{
	struct judgement *judgement = testing->judgement;
	size_t frames = judgement->comparison->pair.frames.count, at = 0;
	adjust_many(testing->p, testing->count, testing->adjusted, testing->order);
	for (int m = 0; m < MEASURES; m++)
		for (size_t f = 0; f < frames; f++)
			judgement->adjusted[m][f] = isnan(judgement->p[m][f])
			                                    ? NAN
			                                    : testing->adjusted[at++];
	if (!isnan(judgement->all_p))
		judgement->all_adjusted = testing->adjusted[at];
	judgement->tests = testing->count;
}

static enum status make_tests(struct judgement *judgement, struct error *err)
{
	const struct comparison *comparison = judgement->comparison;
	struct testing testing = {.judgement = judgement};
	for (int side = 0; side < DIFF_COLUMNS; side++)
		testing.unit[side] = unit_of_counting(comparison, side);
	enum status status = totals_make(&comparison->pair.stacks, comparison->runs,
	                                 runs_of(comparison), comparison->pair.frames.count,
	                                 &testing.runs, err);
	if (!status)
		status = test_all(&testing, err);
	if (!status)
		keep_tests(&testing);
	totals_free(&testing.runs);
	free(testing.p);
	free(testing.adjusted);
	free(testing.order);
	return status;
}

/* --- interface ------------------------------------------------------------------------------ */

enum status judgement_make(const struct comparison *comparison, const struct judge_options *options,
                           struct judgement *judgement, struct error *err)
{
	const struct profile *pair = &comparison->pair;
	*judgement = (struct judgement){
		.comparison = comparison,
		.options = *options,
		.tested = comparison->count[DIFF_BEFORE] > 1 && comparison->count[DIFF_AFTER] > 1,
		.all_p = NAN,
		.all_adjusted = NAN,
	};
	enum status status = totals_make(&pair->stacks, pair->stacks.weights, DIFF_COLUMNS,
	                                 pair->frames.count, &judgement->totals, err);
	if (!status && judgement->tested)
		status = make_tests(judgement, err);
	if (status)
		judgement_free(judgement);
	return status;
}

void judgement_free(struct judgement *judgement)
{
	totals_free(&judgement->totals);
	for (int m = 0; m < MEASURES; m++) {
		free(judgement->p[m]);
		free(judgement->adjusted[m]);
		judgement->p[m] = judgement->adjusted[m] = NULL;
	}
}

struct change judgement_change(const struct judgement *judgement, uint32_t frame,
                               enum measure measure)
{
	const struct comparison *comparison = judgement->comparison;
	struct change change = {.frame = frame, .measure = measure, .p = NAN, .adjusted = NAN};
	if (frame == CHANGE_ALL) {
		change.before = comparison->totals[DIFF_BEFORE];
		change.after = comparison->totals[DIFF_AFTER];
		change.p = judgement->all_p;
		change.adjusted = judgement->all_adjusted;
	} else {
		const uint64_t *pair = judgement->totals.of[measure] + (size_t)frame * DIFF_COLUMNS;
		change.before = pair[DIFF_BEFORE];
		change.after = pair[DIFF_AFTER];
		if (judgement->tested) {
			change.p = judgement->p[measure][frame];
			change.adjusted = judgement->adjusted[measure][frame];
		}
	}
	struct decimal level = judgement->options.level;
	/* A NAN is not below either. */
	change.noise = judgement->tested &&
	               !(change.adjusted <=
	                 (double)level.value / (double)number_power10(level.places));
	return change;
}

bool judgement_counts(const struct judgement *judgement, const struct change *change)
{
	const uint64_t *totals = judgement->comparison->totals;
	struct decimal least = judgement->options.min_share;
	const unsigned __int128 scale = 100 * number_power10(least.places);
	return (change->before || change->after) &&
	       (change->before * scale >= (unsigned __int128)totals[DIFF_BEFORE] * least.value ||
	        change->after * scale >= (unsigned __int128)totals[DIFF_AFTER] * least.value);
}

static uint64_t size_of(const struct change *change)
{
	return change->after > change->before ? change->after - change->before
	                                      : change->before - change->after;
}

static int name_order(const struct frame *a, const struct frame *b)
{
	int order = memcmp(a->name, b->name, a->size < b->size ? a->size : b->size);
	return order ? order : (a->size > b->size) - (a->size < b->size);
}

int change_order(const struct change *a, const struct change *b, const struct frames *frames)
{
	uint64_t x = size_of(a), y = size_of(b);
	if (x != y)
		return x < y ? 1 : -1;
	if (a->frame == b->frame || a->frame == CHANGE_ALL || b->frame == CHANGE_ALL)
		return 0;
	return name_order(&frames->items[a->frame], &frames->items[b->frame]);
}

static int by_name(const void *a, const void *b, void *items)
{
	const struct frame *frames = items;
	return name_order(&frames[*(const uint32_t *)a], &frames[*(const uint32_t *)b]);
}

uint32_t *frames_by_name(const struct frames *frames)
{
	uint32_t *ids = malloc((frames->count + 1) * sizeof *ids);
	for (size_t i = 0; ids && i < frames->count; i++)
		ids[i] = (uint32_t)i;
	if (ids && frames->count)
		qsort_r(ids, frames->count, sizeof *ids, by_name, frames->items);
	return ids;
}

enum status judgement_mark(const struct judgement *judgement, struct marks *marks,
                           struct error *err)
{
	static const int mark_of[MEASURES] = {MARK_SELF, MARK_TOTAL};
	const struct comparison *comparison = judgement->comparison;
	const struct frames *frames = &comparison->pair.frames;
	if (!judgement->tested)
		return STATUS_OK;
	marks->given = true;
	marks->level = judgement->options.level;
	for (int side = 0; side < DIFF_COLUMNS; side++)
		marks->runs[side] = comparison->count[side];
	marks->all = !judgement_change(judgement, CHANGE_ALL, MEASURE_TOTAL).noise;
	for (uint32_t f = 0; f < frames->count; f++)
		for (int m = 0; m < MEASURES; m++)
			if (!judgement_change(judgement, f, (enum measure)m).noise)
				marks_add(marks, mark_of[m], frames->items[f].name,
				          frames->items[f].size);
	return marks->names.failed ? error_no_memory(err) : STATUS_OK;
}
