/* The public library: making comparisons. */
#include "stackfold_compare.h"
#include "stackfold_outcome.h"

#include "options/remarks.h"
#include "report/breach.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_NAME_MAX = 32 };

/* --- making --------------------------------------------------------------------------------- */

/* The sides of a comparison. */
struct sides_given {
	const sf_profile *const *runs[DIFF_COLUMNS];
	size_t count[DIFF_COLUMNS];
};

/* `place` names the profile, as "before 1". */
static enum status check_run(const struct profile *run, const char *place, struct error *err)
{
	struct error why;
	uint64_t total;
	if (run->stacks.columns != 1)
		return error_set(err, STATUS_FAILED,
		                 "%s: has %u columns: profiles of one column are compared", place,
		                 run->stacks.columns);
	if (stacks_total(&run->stacks, 0, &total, &why))
		return error_set(err, STATUS_FAILED, "%s: %s", place, why.text);
	if (!total)
		return error_set(err, STATUS_FAILED,
		                 "%s: the counts add up to zero: there is nothing to compare",
		                 place);
	return STATUS_OK;
}

static void number_run(int side, size_t i, char name[RUN_NAME_MAX])
{
	snprintf(name, RUN_NAME_MAX, "%s %zu", side ? "after" : "before", i + 1);
}

/* Checks all profiles; place: of the one that is wrong. */
static enum status check_runs(const struct sides_given *given, char place[RUN_NAME_MAX],
                              struct error *err)
{
	enum status status = STATUS_OK;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		for (size_t i = 0; i < given->count[side] && !status; i++) {
			number_run(side, i, place);
			status = check_run(given->runs[side][i]->at, place, err);
		}
	}
	if (!status)
		*place = '\0';
	return status;
}

static enum status name_runs(sf_comparison *made, const struct sides_given *given,
                             struct error *err)
{
	unsigned column = 0;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		for (size_t i = 0; i < given->count[side]; i++, column++) {
			const char *name = given->runs[side][i]->name;
			char number[RUN_NAME_MAX];
			number_run(side, i, number);
			made->names[column] = strdup(name ? name : number);
			if (!made->names[column])
				return error_no_memory(err);
		}
	}
	return STATUS_OK;
}

/* Copies what options hold on to: the program may free its options before the comparison. */
static enum status keep_texts(sf_comparison *made, const struct comparing_options *from,
                              struct error *err)
{
	struct comparing_options *options = &made->options;
	struct buffer *texts = &made->texts;
	const struct text_list *limits = &from->fail_on;
	*options = *from;
	options->fail_on.items = calloc(limits->count + 1, sizeof *options->fail_on.items);
	if (from->normalize)
		buffer_append(texts, from->normalize, strlen(from->normalize) + 1);
	for (size_t i = 0; i < limits->count; i++)
		buffer_append(texts, limits->items[i], strlen(limits->items[i]) + 1);
	if (!options->fail_on.items || texts->failed)
		return error_no_memory(err);
	const char *at = texts->data;
	if (from->normalize) {
		options->normalize = at;
		at += strlen(at) + 1;
	}
	for (size_t i = 0; i < limits->count; i++, at += strlen(at) + 1)
		options->fail_on.items[i] = at;
	return STATUS_OK;
}

static enum status compare(sf_comparison *made, const struct sides_given *given, struct error *err)
{
	const struct profile *profiles[STACKS_COLUMNS_MAX];
	struct runs runs;
	size_t column = 0;
	for (int side = 0; side < DIFF_COLUMNS; side++)
		for (size_t i = 0; i < given->count[side]; i++)
			profiles[column++] = given->runs[side][i]->at;
	runs_init(&runs, (unsigned)given->count[DIFF_BEFORE], (unsigned)given->count[DIFF_AFTER]);
	enum status status = runs_add_all(&runs, profiles, made->options.names, err);
	if (!status)
		status = comparison_make(&runs, &made->options.how, &made->comparison, err);
	runs_free(&runs);
	match_free(made->options.names); /* its texts are the options' */
	made->options.names = NULL;
	if (!status)
		status = name_runs(made, given, err);
	return status;
}

/* --- judging -------------------------------------------------------------------------------- */

struct report comparison_report(const sf_comparison *comparison)
{
	return (struct report){
		.comparison = &comparison->comparison,
		.judgement = &comparison->judgement,
		.inputs = (const char *const *)comparison->names,
		.normalized = comparison->options.normalize,
		.rules = comparison->options.rules,
		.rule_count = comparison->options.fail_on.count,
		.breaches = &comparison->breaches,
		.top = comparison->options.top,
	};
}

/* Lists what exceeds limits, and says what is within noise or was not checked. */
static enum status list_breaches(sf_comparison *made, const struct messages *messages,
                                 struct error *err)
{
	const struct report report = comparison_report(made);
	const struct breach_list *exceeded = &made->breaches.exceeded,
				 *noise = &made->breaches.noise;
	for (size_t i = 0; i < exceeded->count; i++) {
		buffer_printf(&made->exceeded, "%s: ", report.rules[exceeded->items[i].rule].text);
		report_breach(&report, &exceeded->items[i], &made->exceeded);
		buffer_byte(&made->exceeded, '\0');
	}
	for (size_t i = 0; i < noise->count; i++) {
		struct buffer text = {0};
		report_breach(&report, &noise->items[i], &text);
		buffer_byte(&text, '\0');
		message(messages, MESSAGE_WARNING, "limit %s: %s: within noise, not counted",
		        report.rules[noise->items[i].rule].text, text.failed ? "" : text.data);
		buffer_free(&text);
	}
	for (size_t i = 0; i < report.rule_count; i++)
		if (breaches_unchecked(&made->breaches, i))
			message(messages, MESSAGE_WARNING, "limit %s %s: not checked",
			        report.rules[i].text, breaches_unchecked(&made->breaches, i));
	return made->exceeded.failed ? error_no_memory(err) : STATUS_OK;
}

sf_status sf_compare(const sf_profile *const *before, size_t before_count,
                     const sf_profile *const *after, size_t after_count, const sf_options *options,
                     sf_comparison **comparison, struct sf_error *error)
{
	const struct sides_given given = {{before, after}, {before_count, after_count}};
	const struct messages messages = messages_of(options);
	struct option_place place = {0};
	char run[RUN_NAME_MAX] = ""; /* which one is wrong */
	struct settings settings;
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	*comparison = NULL;
	settings_of(options, &settings);
	if (!before_count || !after_count || before_count > STACKS_COLUMNS_MAX ||
	    after_count > STACKS_COLUMNS_MAX - before_count) {
		status = error_set(&inner, STATUS_FAILED,
		                   "from 1 run on each side to %d in all are compared",
		                   STACKS_COLUMNS_MAX);
		return public_outcome(status, &inner, NULL, 0, error);
	}
	sf_comparison *made = calloc(1, sizeof *made);
	status = made ? keep_texts(made, &settings.comparing, &inner) : error_no_memory(&inner);
	if (!status)
		status = comparing_options_prepare(&made->options, &place, &inner);
	if (!status)
		status = check_runs(&given, run, &inner);
	if (!status)
		status = compare(made, &given, &inner);
	if (!status) {
		made->pair.at = &made->comparison.pair;
		remark_rounding(&made->comparison.pair.stacks, &messages);
		status = remark_pair(&made->comparison.pair, &made->options.how, &messages, &inner);
	}
	if (!status)
		status = comparing_judge(&made->options, &made->comparison, &made->judgement,
		                         &made->breaches, &inner);
	if (!status)
		status = list_breaches(made, &messages, &inner);
	/* before it is freed: the wrong value is a part of it */
	sf_status answer = *run ? public_wrong_option(status, &inner, run, error)
	                        : public_wrong(status, &inner, &place, error);
	if (status)
		sf_comparison_free(made);
	else
		*comparison = made;
	return answer;
}

void sf_comparison_free(sf_comparison *comparison)
{
	if (!comparison)
		return;
	breaches_free(&comparison->breaches);
	judgement_free(&comparison->judgement);
	comparison_free(&comparison->comparison);
	comparing_options_free(&comparison->options);
	free(comparison->options.fail_on.items);
	buffer_free(&comparison->exceeded);
	buffer_free(&comparison->texts);
	for (size_t i = 0; i < STACKS_COLUMNS_MAX; i++)
		free(comparison->names[i]);
	free(comparison);
}
