/* The public face of comparisons: contracts in stackfold.h, the work in diff/ and report/. */
#include "diff/compare.h"
#include "diff/judge.h"
#include "diff/match.h"
#include "diff/rule.h"
#include "report/report.h"
#include "stackfold_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_NAME_MAX = 24 };

struct sf_comparison {
	struct comparison comparison;
	struct judgement judgement;
	char *normalized;                             /* as asked for; NULL: not */
	char names[STACKS_COLUMNS_MAX][RUN_NAME_MAX]; /* of the runs, in reports */
};

/* Reads a decimal of at most 6 places, at most `most`. */
static enum status read_decimal(const char *text, uint64_t most, const char *what,
                                struct decimal *number, struct error *err)
{
	if (decimal_parse(text, strlen(text), number) == NUMBER_OK && number->places <= 6 &&
	    number->value <= most * number_power10(number->places))
		return STATUS_OK;
	return error_set(err, STATUS_FAILED, "%s: '%s' is no number from 0 to %llu", what, text,
	                 (unsigned long long)most);
}

static enum status add_runs(struct runs *runs, const sf_profile *const *before,
                            const sf_profile *const *after, struct match *match, struct error *err)
{
	enum status status = STATUS_OK;
	for (unsigned c = 0; !status && c < runs->profile.stacks.columns; c++) {
		unsigned first = runs->count[DIFF_BEFORE];
		const sf_profile *run = c < first ? before[c] : after[c - first];
		if (run->profile.stacks.columns != 1)
			status = error_set(err, STATUS_FAILED,
			                   "profiles of one column are compared");
		else
			status = runs_add(runs, c, &run->profile, match, err);
	}
	return status;
}

static enum status compare(const sf_profile *const *before, size_t before_count,
                           const sf_profile *const *after, size_t after_count,
                           const struct sf_compare_options *o, struct comparison *comparison,
                           struct error *err)
{
	const struct match_options names = {
		.strip_addresses = o->strip_addresses,
		.normalized = o->match_normalized,
		.renames = o->renames,
		.rename_count = o->rename_count,
	};
	struct normalization how = {.integers = o->integers};
	struct match *match = NULL;
	struct runs runs;
	size_t rename, offset;
	runs_init(&runs, (unsigned)before_count, (unsigned)after_count);
	enum status status = match_open(&names, &match, &rename, &offset, err);
	if (!status && o->normalize)
		status = normalization_parse(o->normalize, &how, &offset, err);
	if (!status)
		status = add_runs(&runs, before, after, match, err);
	if (!status)
		status = comparison_make(&runs, &how, comparison, err);
	runs_free(&runs);
	normalization_free(&how);
	match_free(match);
	return status;
}

static enum status judge(sf_comparison *made, const struct sf_compare_options *o, struct error *err)
{
	struct judge_options options = {
		.untested = o->significance && strcmp(o->significance, "off") == 0,
	};
	struct comparison *comparison = &made->comparison;
	bool several = comparison->count[DIFF_BEFORE] > 1 && comparison->count[DIFF_AFTER] > 1;
	const char *level = o->significance && !options.untested ? o->significance : "0.05";
	enum status status = read_decimal(level, 1, "significance", &options.level, err);
	if (!status)
		status = read_decimal(o->min_share ? o->min_share : "0.1", 100, "min_share",
		                      &options.min_share, err);
	if (!status)
		status = judgement_make(comparison, &options, &made->judgement, err);
	if (!status && (several || o->significance))
		status = judgement_mark(&made->judgement, &comparison->pair.marks, err);
	if (!status && o->normalize && !(made->normalized = strdup(o->normalize)))
		status = error_no_memory(err);
	for (int side = 0; side < DIFF_COLUMNS; side++)
		for (unsigned i = 0; i < comparison->count[side]; i++)
			snprintf(made->names[side ? comparison->count[DIFF_BEFORE] + i : i],
			         RUN_NAME_MAX, "%s %u", side ? "after" : "before", i + 1);
	return status;
}

sf_status sf_compare(const sf_profile *const *before, size_t before_count,
                     const sf_profile *const *after, size_t after_count,
                     const struct sf_compare_options *options, sf_comparison **comparison,
                     struct sf_error *error)
{
	static const struct sf_compare_options defaults;
	const struct sf_compare_options *o = options ? options : &defaults;
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	*comparison = NULL;
	if (!before_count || !after_count || before_count > STACKS_COLUMNS_MAX ||
	    after_count > STACKS_COLUMNS_MAX - before_count) {
		status = error_set(&inner, STATUS_FAILED,
		                   "from 1 run on each side to %d in all are compared",
		                   STACKS_COLUMNS_MAX);
		return public_outcome(status, &inner, error);
	}
	sf_comparison *made = calloc(1, sizeof *made);
	status = made ? compare(before, before_count, after, after_count, o, &made->comparison,
	                        &inner)
	              : error_no_memory(&inner);
	if (!status)
		status = judge(made, o, &inner);
	if (status)
		sf_comparison_free(made);
	else
		*comparison = made;
	return public_outcome(status, &inner, error);
}

void sf_comparison_free(sf_comparison *comparison)
{
	if (!comparison)
		return;
	judgement_free(&comparison->judgement);
	comparison_free(&comparison->comparison);
	free(comparison->normalized);
	free(comparison);
}

const sf_profile *sf_comparison_pair(const sf_comparison *comparison)
{
	_Static_assert(sizeof(sf_profile) == sizeof(struct profile), "one is the other");
	return (const sf_profile *)&comparison->comparison.pair;
}

static int visit_change(const sf_comparison *comparison, uint32_t frame, enum measure measure,
                        int (*visit)(void *context, const struct sf_change *change), void *context)
{
	struct change change = judgement_change(&comparison->judgement, frame, measure);
	const struct frame *frames = comparison->comparison.pair.frames.items;
	const struct sf_change shown = {
		.frame = frame == CHANGE_ALL ? NULL : frames[frame].name,
		.total = measure == MEASURE_TOTAL,
		.before = change.before,
		.after = change.after,
		.places = change.places,
		.p = change.p,
		.adjusted = change.adjusted,
		.noise = change.noise,
		.counts = judgement_counts(&comparison->judgement, &change),
	};
	return visit(context, &shown);
}

sf_status sf_comparison_each(const sf_comparison *comparison,
                             int (*visit)(void *context, const struct sf_change *change),
                             void *context, int *result, struct sf_error *error)
{
	const struct frames *frames = &comparison->comparison.pair.frames;
	struct error inner = {{0}};
	uint32_t *ids = frames_by_name(frames);
	if (!ids)
		return public_outcome(error_no_memory(&inner), &inner, error);
	int answer = visit_change(comparison, CHANGE_ALL, MEASURE_TOTAL, visit, context);
	for (size_t i = 0; !answer && i < frames->count; i++)
		for (int m = 0; !answer && m < MEASURES; m++)
			answer = visit_change(comparison, ids[i], (enum measure)m, visit, context);
	if (result)
		*result = answer;
	free(ids);
	return SF_OK;
}

static enum status report(const sf_comparison *comparison, const struct rule *rules,
                          size_t rule_count, const struct report_format *format, size_t top,
                          const char *path, size_t *exceeded, struct error *err)
{
	const char *names[STACKS_COLUMNS_MAX];
	struct breaches breaches;
	for (size_t i = 0; i < STACKS_COLUMNS_MAX; i++)
		names[i] = comparison->names[i];
	const struct report what = {
		.comparison = &comparison->comparison,
		.judgement = &comparison->judgement,
		.inputs = names,
		.normalized = comparison->normalized,
		.rules = rules,
		.rule_count = rule_count,
		.breaches = &breaches,
		.top = top,
	};
	enum status status = rules_judge(rules, rule_count, &comparison->judgement, &breaches, err);
	if (!status && format)
		status = report_write(&what, format, path, err);
	if (!status && exceeded)
		*exceeded = breaches.exceeded.count;
	breaches_free(&breaches);
	return status;
}

sf_status sf_comparison_report(const sf_comparison *comparison, const char *const *limits,
                               size_t limit_count, const char *format, size_t top, const char *path,
                               size_t *exceeded, struct sf_error *error)
{
	struct error inner = {{0}}, why = {{0}};
	const struct report_format *found = format ? report_find(format) : NULL;
	struct rule *rules = calloc(limit_count + 1, sizeof *rules);
	enum status status = rules ? STATUS_OK : error_no_memory(&inner);
	if (!status && format && !found)
		status = error_set(&inner, STATUS_FAILED, "there are no reports as '%s'", format);
	for (size_t i = 0; !status && i < limit_count; i++) {
		size_t offset;
		status = rule_parse(limits[i], &rules[i], &offset, &why);
		if (status)
			error_set(&inner, status, "limit '%s', at byte %zu: %s", limits[i],
			          offset + 1, why.text);
	}
	if (!status)
		status = report(comparison, rules, limit_count, found, top, path, exceeded, &inner);
	for (size_t i = 0; rules && i < limit_count; i++)
		rule_free(&rules[i]);
	free(rules);
	return public_outcome(status, &inner, error);
}
