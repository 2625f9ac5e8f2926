#include "pages/changes.h"

#include "options/remarks.h"
#include "report/breach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MOST = 20, BREACHES_MOST = 20 /* in a row */ };

/* --- comparing ------------------------------------------------------------------------------ */

static enum status compare(struct changes *changes, const struct side *before,
                           const struct side *after, const struct messages *said, struct error *err)
{
	const struct profile *profiles[STACKS_COLUMNS_MAX];
	struct runs runs;
	for (unsigned i = 0; i < before->count; i++)
		profiles[i] = &before->runs[i];
	for (unsigned i = 0; i < after->count; i++)
		profiles[before->count + i] = &after->runs[i];
	runs_init(&runs, before->count, after->count);
	enum status status = runs_add_all(&runs, profiles, changes->options.names, err);
	if (!status)
		status = comparison_make(&runs, &changes->options.how, &changes->comparison, err);
	if (!status)
		status = remark_pair(&changes->comparison.pair, &changes->options.how, said, err);
	runs_free(&runs);
	return status;
}

static void say_unchecked(const struct changes *changes, const struct messages *said)
{
	for (size_t i = 0; i < changes->options.fail_on.count; i++)
		if (breaches_unchecked(&changes->breaches, i))
			message(said, MESSAGE_WARNING, "limit %s %s: not checked",
			        changes->options.rules[i].text,
			        breaches_unchecked(&changes->breaches, i));
}

enum status changes_make(struct changes *changes, const struct comparing_options *options,
                         const struct side *before, const struct side *after,
                         const struct page_run *runs_before, const struct page_run *runs_after,
                         const struct messages *said, struct error *err)
{
	struct option_place place;
	*changes = (struct changes){.options = *options};
	enum status status = comparing_options_prepare(&changes->options, &place, err);
	if (!status)
		status = compare(changes, before, after, said, err);
	if (!status)
		status = comparing_judge(&changes->options, &changes->comparison,
		                         &changes->judgement, &changes->breaches, err);
	if (status)
		return status;
	for (unsigned i = 0; i < before->count; i++)
		changes->names[i] = runs_before[i].input;
	for (unsigned i = 0; i < after->count; i++)
		changes->names[before->count + i] = runs_after[i].input;
	say_unchecked(changes, said);
	changes->report = (struct report){
		.comparison = &changes->comparison,
		.judgement = &changes->judgement,
		.inputs = changes->names,
		.normalized = changes->options.normalize,
		.rules = changes->options.rules,
		.rule_count = changes->options.fail_on.count,
		.breaches = &changes->breaches,
		.top = changes->options.top,
	};
	return report_lists_make(&changes->report, changes->lists) ? STATUS_OK
	                                                           : error_no_memory(err);
}

void changes_free(struct changes *changes)
{
	report_lists_free(changes->lists);
	breaches_free(&changes->breaches);
	judgement_free(&changes->judgement);
	comparison_free(&changes->comparison);
	comparing_options_free(&changes->options);
}

/* --- the row -------------------------------------------------------------------------------- */

/* A weight in units of 10^-to; the largest number where it does not fit. */
static uint64_t in_places(uint64_t weight, unsigned from, unsigned to)
{
	if (from > to) {
		bool exact = true;
		return (uint64_t)number_round(weight, from - to, &exact);
	}
	return number_scale(&weight, to - from) ? weight : UINT64_MAX;
}

/* Whether both sides' weights fit 64 bits with so many places. */
static bool fit(const struct comparison_row *row, unsigned places)
{
	for (int s = 0; s < DIFF_COLUMNS; s++)
		if (in_places(row->side[s].weight, row->places, places) == UINT64_MAX)
			return false;
	return true;
}

static void change_places(struct comparison_row *row, unsigned places)
{
	const double factor = pow(10, (double)places - (double)row->places);
	struct row_function *functions = (struct row_function *)(uintptr_t)row->functions;
	for (int s = 0; s < DIFF_COLUMNS; s++) {
		row->side[s].weight = in_places(row->side[s].weight, row->places, places);
		row->side[s].spread *= factor;
	}
	for (size_t i = 0; i < row->function_count; i++)
		for (int m = 0; m < MEASURES; m++)
			functions[i].of[m] = in_places(functions[i].of[m], row->places, places);
	row->places = places;
}

static double share_of(uint64_t weight, uint64_t whole)
{
	return whole ? benchmark_round((double)weight / (double)whole) : 0;
}

static struct row_change row_change_of(const struct changes *changes, struct benchmark *benchmark,
                                       const struct change *change)
{
	const struct comparison *comparison = &changes->comparison;
	const unsigned places = benchmark->row.places;
	struct row_change row = {
		.measure = change->measure,
		.weight = {in_places(change->before, change->places, places),
	                   in_places(change->after, change->places, places)},
		.share = {NAN, NAN},
		.p = benchmark_round(change->p),
		.adjusted = benchmark_round(change->adjusted),
		.noise = change->noise,
	};
	if (change->frame == CHANGE_ALL)
		return row;
	const struct frame *frame = &comparison->pair.frames.items[change->frame];
	row.name = benchmark_plain(benchmark, frame->name, frame->size);
	row.share[DIFF_BEFORE] = share_of(change->before, comparison->totals[DIFF_BEFORE]);
	row.share[DIFF_AFTER] = share_of(change->after, comparison->totals[DIFF_AFTER]);
	return row;
}

static int by_size(const void *a, const void *b, void *frames)
{
	const struct change *one = a, *other = b;
	if (one->noise != other->noise)
		return one->noise - other->noise;
	const int order = change_order(one, other, frames);
	return order ? order : (int)one->measure - (int)other->measure;
}

static void fill_changes(const struct changes *changes, struct benchmark *benchmark)
{
	const struct frames *frames = &changes->comparison.pair.frames;
	struct comparison_row *row = &benchmark->row;
	struct change *all = malloc((MEASURES * frames->count + 1) * sizeof *all);
	struct row_change *kept = benchmark_room(benchmark, CHANGES_MOST, sizeof *kept);
	size_t count = 0;
	benchmark->lost |= !all;
	for (size_t f = 0; all && f < frames->count; f++)
		for (int m = 0; m < MEASURES; m++) {
			const struct change change = breaches_change(&changes->breaches,
			                                             &changes->judgement,
			                                             (uint32_t)f, (enum measure)m);
			if (change.before != change.after &&
			    judgement_counts(&changes->judgement, &change))
				all[count++] = change;
		}
	if (count)
		qsort_r(all, count, sizeof *all, by_size, (void *)(uintptr_t)frames);
	for (size_t i = 0; kept && i < count; i++) {
		if (i < CHANGES_MOST)
			kept[row->change_count++] = row_change_of(changes, benchmark, &all[i]);
		else
			row->changes_more += !all[i].noise;
	}
	row->changes = kept;
	free(all);
}

static void fill_breaches(const struct changes *changes, struct benchmark *benchmark)
{
	const struct breach_list *lists[] = {&changes->breaches.exceeded, &changes->breaches.noise};
	struct comparison_row *row = &benchmark->row;
	struct row_breach *kept = benchmark_room(benchmark, 2 * (size_t)BREACHES_MOST,
	                                         sizeof *kept);
	row->exceeded = lists[0]->count;
	for (size_t l = 0; kept && l < 2; l++)
		for (size_t i = 0; i < lists[l]->count && i < BREACHES_MOST; i++) {
			const struct breach *breach = &lists[l]->items[i];
			const char *rule = changes->options.rules[breach->rule].text;
			struct buffer text = {0};
			report_breach(&changes->report, breach, &text);
			benchmark->lost |= text.failed;
			kept[row->breach_count++] = (struct row_breach){
				.rule = benchmark_plain(benchmark, rule, strlen(rule)),
				.text = benchmark_plain(benchmark, text.data,
			                                text.failed ? 0 : text.size),
				.noise = l > 0,
			};
			buffer_free(&text);
		}
	row->breaches = kept;
}

/* Says that the sides have nothing in common, as every change is then one of names only. */
static void fill_why(const struct changes *changes, struct benchmark *benchmark)
{
	struct error ignored;
	bool common;
	if (!profile_common_roots(&changes->comparison.pair, &common, &ignored) && !common)
		benchmark->row.why = benchmark_string(benchmark, remark_no_common_root);
}

void changes_fill(const struct changes *changes, struct benchmark *benchmark)
{
	struct comparison_row *row = &benchmark->row;
	const struct change all = breaches_change(&changes->breaches, &changes->judgement,
	                                          CHANGE_ALL, MEASURE_TOTAL);
	unsigned places = changes->comparison.pair.stacks.places;
	while (places > row->places && !fit(row, places))
		places--;
	change_places(row, places);
	row->state = ROW_COMPARED;
	row->tested = judgement_tests(&changes->judgement);
	row->all = row_change_of(changes, benchmark, &all);
	fill_changes(changes, benchmark);
	fill_breaches(changes, benchmark);
	fill_why(changes, benchmark);
}
