#include "diff/judge.h"

#include "diff/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The p-values of all tests while they are adjusted; see keep_tests for their order. */
struct family {
	double *p, *adjusted;
	size_t *order;
	size_t count;
};

/* --- single tests --------------------------------------------------------------------------- */

static double share(const struct comparison *comparison, const uint64_t *pair, int side)
{
	uint64_t total = comparison->totals[side];
	return total ? (double)pair[side] / (double)total : 0;
}

bool judgement_tests_frame(const struct judgement *judgement, uint32_t frame, enum measure measure)
{
	const struct comparison *comparison = judgement->comparison;
	const uint64_t *pair = judgement->totals.of[measure] + (size_t)frame * DIFF_COLUMNS;
	struct decimal least = judgement->options.min_share;
	double both = share(comparison, pair, DIFF_BEFORE) + share(comparison, pair, DIFF_AFTER);
	return judgement_tests(judgement) && both > 0 &&
	       both >= (double)least.value / (double)number_power10(least.places) / 100;
}

double judgement_test(const struct judgement *judgement, uint32_t frame, enum measure measure,
                      enum test_of of, enum tail tail)
{
	const struct testing *testing = &judgement->testing;
	if (!judgement_tests(judgement))
		return NAN;
	if (frame == CHANGE_ALL)
		return testing_p(testing, judgement->comparison->raw, of, tail);
	return testing_p(testing, testing->runs.of[measure] + (size_t)frame * testing->runs.columns,
	                 of, tail);
}

bool judgement_significant(const struct judgement *judgement, double p)
{
	struct decimal level = judgement->options.level;
	return p <= (double)level.value / (double)number_power10(level.places);
}

/* --- all tests ------------------------------------------------------------------------------ */

static enum status make_room(struct judgement *judgement, struct family *family, struct error *err)
{
	size_t frames = judgement->comparison->pair.frames.count;
	size_t most = frames * MEASURES + 1;
	family->p = malloc(most * sizeof *family->p);
	family->adjusted = malloc(most * sizeof *family->adjusted);
	family->order = malloc(most * sizeof *family->order);
	bool ok = family->p && family->adjusted && family->order;
	for (int m = 0; m < MEASURES; m++) {
		judgement->p[m] = malloc((frames + 1) * sizeof *judgement->p[m]);
		judgement->adjusted[m] = malloc((frames + 1) * sizeof *judgement->adjusted[m]);
		ok = ok && judgement->p[m] && judgement->adjusted[m];
	}
	return ok ? STATUS_OK : error_no_memory(err);
}

static void test_all(struct judgement *judgement, struct family *family)
{
	const struct comparison *comparison = judgement->comparison;
	for (int m = 0; m < MEASURES; m++)
		for (uint32_t f = 0; f < comparison->pair.frames.count; f++) {
			double p = NAN;
			if (judgement_tests_frame(judgement, f, (enum measure)m))
				family->p[family->count++] = p = judgement_test(
					judgement, f, (enum measure)m, TEST_OF_SCALED, TAIL_BOTH);
			judgement->p[m][f] = p;
		}
	judgement->all_p = judgement_test(judgement, CHANGE_ALL, MEASURE_TOTAL, TEST_OF_RAW,
	                                  TAIL_BOTH);
	if (comparison->by != NORMALIZE_TOTAL)
		judgement->scaled_p = judgement_test(judgement, CHANGE_ALL, MEASURE_TOTAL,
		                                     TEST_OF_SCALED, TAIL_BOTH);
}

/* Returns the adjusted values in the order in which tests were made. */
static void keep_tests(struct judgement *judgement, struct family *family)
{
	size_t frames = judgement->comparison->pair.frames.count, at = 0;
	adjust_many(family->p, family->count, family->adjusted, family->order);
	for (int m = 0; m < MEASURES; m++)
		for (size_t f = 0; f < frames; f++)
			judgement->adjusted[m][f] = isnan(judgement->p[m][f])
			                                    ? NAN
			                                    : family->adjusted[at++];
	judgement->tests = family->count;
}

static enum status make_tests(struct judgement *judgement, struct error *err)
{
	struct family family = {0};
	enum status status = make_room(judgement, &family, err);
	if (!status) {
		test_all(judgement, &family);
		keep_tests(judgement, &family);
	}
	free(family.p);
	free(family.adjusted);
	free(family.order);
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
		.all_p = NAN,
		.scaled_p = NAN,
	};
	enum status status = totals_make(&pair->stacks, pair->stacks.weights, DIFF_COLUMNS,
	                                 pair->frames.count, &judgement->totals, err);
	if (!status)
		status = testing_make(comparison, options->untested, &judgement->testing, err);
	if (!status && judgement_tests(judgement))
		status = make_tests(judgement, err);
	if (status)
		judgement_free(judgement);
	return status;
}

void judgement_free(struct judgement *judgement)
{
	totals_free(&judgement->totals);
	testing_free(&judgement->testing);
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
	struct change change = {
		.frame = frame,
		.measure = measure,
		.places = comparison->pair.stacks.places,
		.p = NAN,
		.adjusted = NAN,
	};
	if (frame == CHANGE_ALL) {
		uint64_t means[DIFF_COLUMNS];
		comparison_raw_means(comparison, means, &change.places);
		change.before = means[DIFF_BEFORE];
		change.after = means[DIFF_AFTER];
		change.p = judgement->all_p;
		change.adjusted = judgement->all_p;
	} else {
		const uint64_t *pair = judgement->totals.of[measure] + (size_t)frame * DIFF_COLUMNS;
		change.before = pair[DIFF_BEFORE];
		change.after = pair[DIFF_AFTER];
		if (judgement_tests(judgement)) {
			change.p = judgement->p[measure][frame];
			change.adjusted = judgement->adjusted[measure][frame];
		}
	}
	change.noise = judgement_tests(judgement) &&
	               !judgement_significant(judgement, change.adjusted);
	return change;
}

bool judgement_counts(const struct judgement *judgement, const struct change *change)
{
	const uint64_t *totals = judgement->comparison->totals;
	struct decimal least = judgement->options.min_share;
	const unsigned __int128 scale = 100 * number_power10(least.places);
	if (change->frame == CHANGE_ALL)
		return true;
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
	if (!judgement_tests(judgement))
		return STATUS_OK;
	marks->given = true;
	marks->level = judgement->options.level;
	for (int side = 0; side < DIFF_COLUMNS; side++)
		marks->runs[side] = comparison->count[side];
	marks->all = judgement_significant(judgement, judgement->scaled_p);
	for (uint32_t f = 0; f < frames->count; f++)
		for (int m = 0; m < MEASURES; m++)
			if (!judgement_change(judgement, f, (enum measure)m).noise)
				marks_add(marks, mark_of[m], frames->items[f].name,
				          frames->items[f].size);
	return marks->names.failed ? error_no_memory(err) : STATUS_OK;
}
