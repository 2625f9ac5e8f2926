#include "pages/changes.h"

#include "diff/causes.h"
#include "edit/root_name.h"
#include "options/remarks.h"
#include "pages/roots.h"
#include "record/flags.h"
#include "report/breach.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHANGES_MOST = 20, BREACHES_MOST = 20 /* in a row */ };

/* --- comparing ------------------------------------------------------------------------------ */

/* Makes runs of the baseline again, with the root frame's name of today. */
static enum status rename_roots(const struct side *before, const struct root_pair *roots,
                                struct profile *renamed, struct error *err)
{
	enum status status = STATUS_OK;
	for (unsigned i = 0; !status && i < before->count; i++)
		status = root_name_change(&before->runs[i], roots->before, roots->after,
		                          &renamed[i], err);
	return status;
}

/* Finds root frames that stand for the same program, unless the user renames functions. */
static bool pair_roots(const struct changes *changes, const struct side *before,
                       const struct side *after, struct root_pair *roots)
{
	*roots = (struct root_pair){NULL, NULL};
	return changes->options.renames.count || root_pair_find(before, after, roots);
}

/* Adds the runs of both sides; those of the baseline with the root frames of today. */
static enum status add_runs(const struct changes *changes, const struct side *before,
                            const struct side *after, const struct root_pair *roots,
                            struct runs *runs, struct error *err)
{
	const struct profile *profiles[STACKS_COLUMNS_MAX];
	struct profile renamed[STACKS_COLUMNS_MAX];
	enum status status = STATUS_OK;
	for (unsigned i = 0; i < before->count; i++) {
		profile_init(&renamed[i], 1);
		profiles[i] = roots->before ? &renamed[i] : &before->runs[i];
	}
	for (unsigned i = 0; i < after->count; i++)
		profiles[before->count + i] = &after->runs[i];
	if (roots->before)
		status = rename_roots(before, roots, renamed, err);
	if (!status)
		status = runs_add_all(runs, profiles, changes->options.names, err);
	for (unsigned i = 0; i < before->count; i++)
		profile_free(&renamed[i]);
	return status;
}

static enum status compare(struct changes *changes, const struct side *before,
                           const struct side *after, const struct messages *said, struct error *err)
{
	struct root_pair roots;
	struct runs runs;
	runs_init(&runs, before->count, after->count);
	enum status status = pair_roots(changes, before, after, &roots)
	                             ? add_runs(changes, before, after, &roots, &runs, err)
	                             : error_no_memory(err);
	if (roots.before)
		message(said, MESSAGE_WARNING,
		        "the root frame %s of the baseline is compared with %s, as no other ones "
		        "differ",
		        roots.before, roots.after);
	root_pair_free(&roots);
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

/* Whether flame recorded a run of a side while programs ran that it had not started: for a time,
 * not for the work that they did. */
static bool is_observed(const struct side *side)
{
	bool observed = false;
	for (unsigned i = 0; i < side->count; i++) {
		const char *recorded = side->runs[i].facts.recorded;
		struct flags flags = {.program = NULL};
		struct error ignored;
		if (recorded && !flags_read(recorded, &flags, &ignored))
			observed |= !flags.program;
		flags_free(&flags);
	}
	return observed;
}

/* Says where the user should choose another scale. */
static void say_sums(const struct changes *changes, const struct messages *said)
{
	enum { PERCENT = 25 };
	const uint64_t *totals = changes->comparison.totals;
	const double before = (double)totals[DIFF_BEFORE], after = (double)totals[DIFF_AFTER];
	const double relative = before > 0 ? 100 * (after - before) / before : 0;
	if (!changes->options.normalize && (relative > PERCENT || relative < -PERCENT))
		message(said, MESSAGE_WARNING,
		        "the sum of all weights %s by %.0f%%; if the two sides were not recorded "
		        "for the same work, compare shares: --normalize total",
		        relative > 0 ? "grew" : "shrank", fabs(relative));
}

enum status changes_make(struct changes *changes, const struct comparing_options *options,
                         const struct side *before, const struct side *after,
                         const struct page_run *runs_before, const struct page_run *runs_after,
                         const struct messages *said, struct error *err)
{
	struct option_place place;
	*changes = (struct changes){.options = *options};
	if (!options->normalize && (is_observed(before) || is_observed(after)))
		changes->options.normalize = "total";
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
	say_sums(changes, said);
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
	uint8_t causes[CAUSES_MOST];
	struct error ignored;
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
	size_t more = 0; /* than noise, of those that are kept */
	while (more < count && more < CHANGES_MOST && !all[more].noise)
		more++;
	if (more && causes_find(&changes->comparison, all, more, causes, &ignored))
		benchmark->lost = true;
	for (size_t i = 0; kept && i < count; i++) {
		if (i < CHANGES_MOST)
			kept[row->change_count++] = row_change_of(changes, benchmark, &all[i]);
		else
			row->changes_more += !all[i].noise;
	}
	for (size_t i = 0; kept && !benchmark->lost && i < more; i++)
		if (causes[i] != CAUSE_NONE)
			kept[i].cause = kept[causes[i]].name;
	row->changes = kept;
	free(all);
}

/* A change that passed a limit, in words. */
static struct row_breach row_breach_of(const struct changes *changes, struct benchmark *benchmark,
                                       const struct breach *breach, bool noise)
{
	const char *rule = changes->options.rules[breach->rule].text;
	const struct frame *frames = changes->comparison.pair.frames.items;
	const uint32_t id = breach->change.frame;
	struct buffer text = {0};
	report_breach(&changes->report, breach, &text);
	benchmark->lost |= text.failed;
	const struct row_breach row = {
		.rule = benchmark_plain(benchmark, rule, strlen(rule)),
		.text = benchmark_plain(benchmark, text.data, text.failed ? 0 : text.size),
		.noise = noise,
		.name = id == CHANGE_ALL
	                        ? NULL
	                        : benchmark_plain(benchmark, frames[id].name, frames[id].size),
	};
	buffer_free(&text);
	return row;
}

/* Finds causes among changes that passed the same limit. */
static void fill_causes(const struct changes *changes, struct benchmark *benchmark,
                        struct row_breach *kept, size_t count)
{
	const struct breach *items = changes->breaches.exceeded.items;
	struct change of_rule[CAUSES_MOST];
	uint8_t causes[CAUSES_MOST];
	struct error ignored;
	for (size_t from = 0, size; from < count; from += size) {
		for (size = 0; from + size < count && size < CAUSES_MOST &&
		               items[from + size].rule == items[from].rule;
		     size++)
			of_rule[size] = items[from + size].change;
		if (of_rule[0].frame == CHANGE_ALL)
			continue;
		benchmark->lost |= causes_find(&changes->comparison, of_rule, size, causes,
		                               &ignored) != STATUS_OK;
		for (size_t i = 0; !benchmark->lost && i < size; i++)
			if (causes[i] != CAUSE_NONE)
				kept[from + i].cause = kept[from + causes[i]].name;
	}
}

static void fill_breaches(const struct changes *changes, struct benchmark *benchmark)
{
	const struct breach_list *lists[] = {&changes->breaches.exceeded, &changes->breaches.noise};
	struct comparison_row *row = &benchmark->row;
	struct row_breach *kept = benchmark_room(benchmark, 2 * (size_t)BREACHES_MOST,
	                                         sizeof *kept);
	row->exceeded = lists[0]->count;
	for (size_t l = 0; kept && l < 2; l++) {
		for (size_t i = 0; i < lists[l]->count && i < BREACHES_MOST; i++)
			kept[row->breach_count++] = row_breach_of(changes, benchmark,
			                                          &lists[l]->items[i], l > 0);
		if (!l)
			fill_causes(changes, benchmark, kept, row->breach_count);
	}
	row->breaches = kept;
}

static void fill_unchecked(const struct changes *changes, struct benchmark *benchmark)
{
	struct comparison_row *row = &benchmark->row;
	const size_t count = changes->options.fail_on.count;
	struct row_unchecked *kept = benchmark_room(benchmark, count, sizeof *kept);
	for (size_t i = 0; kept && i < count; i++) {
		const char *why = breaches_unchecked(&changes->breaches, i);
		const char *rule = changes->options.rules[i].text;
		if (why)
			kept[row->unchecked_count++] = (struct row_unchecked){
				.rule = benchmark_plain(benchmark, rule, strlen(rule)),
				.why = benchmark_string(benchmark, why),
			};
	}
	row->unchecked = kept;
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
	if (changes->options.how.by == NORMALIZE_TOTAL ||
	    changes->options.how.by == NORMALIZE_FRAME)
		row->scaled = benchmark_string(benchmark, changes->options.normalize);
	row->all = row_change_of(changes, benchmark, &all);
	fill_changes(changes, benchmark);
	fill_breaches(changes, benchmark);
	fill_unchecked(changes, benchmark);
	fill_why(changes, benchmark);
}
