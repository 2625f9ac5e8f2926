/* The public library: looking at comparisons, and reports on them. */
#include "stackfold_compare.h"
#include "stackfold_outcome.h"
#include "stackfold_output.h"

#include "report/breach.h"

#include <stdlib.h>
#include <string.h>

/* --- differences ---------------------------------------------------------------------------- */

const sf_profile *sf_comparison_pair(const sf_comparison *comparison)
{
	return &comparison->pair;
}

static struct sf_change shown_change(const sf_comparison *comparison, const struct change *change)
{
	const struct frame *frames = comparison->comparison.pair.frames.items;
	return (struct sf_change){
		.frame = change->frame == CHANGE_ALL ? NULL : frames[change->frame].name,
		.total = change->measure == MEASURE_TOTAL,
		.before = change->before,
		.after = change->after,
		.places = change->places,
		.p = change->p,
		.adjusted = change->adjusted,
		.noise = change->noise,
		.counts = judgement_counts(&comparison->judgement, change),
	};
}

static int visit_change(const sf_comparison *comparison, uint32_t frame, enum measure measure,
                        int (*visit)(void *context, const struct sf_change *change), void *context)
{
	const struct change change = judgement_change(&comparison->judgement, frame, measure);
	const struct sf_change shown = shown_change(comparison, &change);
	return visit(context, &shown);
}

sf_status sf_comparison_each(const sf_comparison *comparison,
                             int (*visit)(void *context, const struct sf_change *change),
                             void *context, int *result, struct sf_error *error)
{
	const struct frames *frames = &comparison->comparison.pair.frames;
	struct error inner = {{0}};
	uint32_t *ids = frames_by_name(frames);
	if (result)
		*result = 0;
	if (!ids)
		return public_outcome(error_no_memory(&inner), &inner, NULL, 0, error);
	int answer = visit_change(comparison, CHANGE_ALL, MEASURE_TOTAL, visit, context);
	for (size_t i = 0; !answer && i < frames->count; i++)
		for (int m = 0; !answer && m < MEASURES; m++)
			answer = visit_change(comparison, ids[i], (enum measure)m, visit, context);
	if (result)
		*result = answer;
	free(ids);
	return SF_OK;
}

/* --- runs and tests ------------------------------------------------------------------------- */

sf_test sf_comparison_test(const sf_comparison *comparison, size_t *tests, double *level)
{
	static const sf_test kinds[] = {[TEST_NONE] = SF_TEST_NONE,
	                                [TEST_COUNTING] = SF_TEST_COUNTS,
	                                [TEST_RUNS] = SF_TEST_RUNS};
	const struct judgement *judgement = &comparison->judgement;
	const struct decimal *significant = &judgement->options.level;
	if (tests)
		*tests = judgement_tests(judgement) ? judgement->tests : 0;
	if (level)
		*level = (double)significant->value / (double)number_power10(significant->places);
	return kinds[judgement->testing.kind];
}

/* How many samples a run has: as it says, or as they are tested. */
static uint64_t samples_of(const sf_comparison *comparison, unsigned run)
{
	const struct comparison *made = &comparison->comparison;
	const struct testing *testing = &comparison->judgement.testing;
	const uint64_t said = made->counts[run].samples;
	if (said || testing->kind != TEST_COUNTING)
		return said;
	return (uint64_t)((double)made->raw[run] / testing->unit[run] + 0.5);
}

sf_status sf_comparison_each_run(const sf_comparison *comparison,
                                 int (*visit)(void *context, const struct sf_run *run),
                                 void *context, int *result, struct sf_error *error)
{
	const struct comparison *made = &comparison->comparison;
	const unsigned before = made->count[DIFF_BEFORE], count = before + made->count[DIFF_AFTER];
	int answer = 0;
	(void)error;
	for (unsigned c = 0; !answer && c < count; c++) {
		const struct sf_run run = {
			.after = c >= before,
			.name = comparison->names[c],
			.weight = made->raw[c],
			.places = made->run_places,
			.factor = made->factors[c],
			.samples = samples_of(comparison, c),
		};
		answer = visit(context, &run);
	}
	if (result)
		*result = answer;
	return SF_OK;
}

/* --- limits --------------------------------------------------------------------------------- */

static size_t breaches_of(const struct breach_list *list, size_t rule)
{
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].rule == rule;
	return count;
}

sf_status sf_comparison_each_limit(const sf_comparison *comparison,
                                   int (*visit)(void *context, const struct sf_limit *limit),
                                   void *context, int *result, struct sf_error *error)
{
	const struct comparing_options *options = &comparison->options;
	const struct breaches *breaches = &comparison->breaches;
	int answer = 0;
	(void)error;
	for (size_t i = 0; !answer && i < options->fail_on.count; i++) {
		const struct sf_limit limit = {
			.rule = options->rules[i].text,
			.unchecked = breaches_unchecked(breaches, i),
			.exceeded = breaches_of(&breaches->exceeded, i),
			.noise = breaches_of(&breaches->noise, i),
		};
		answer = visit(context, &limit);
	}
	if (result)
		*result = answer;
	return SF_OK;
}

sf_status sf_comparison_each_breach(const sf_comparison *comparison,
                                    int (*visit)(void *context, const struct sf_breach *breach),
                                    void *context, int *result, struct sf_error *error)
{
	const struct breach_list *const lists[] = {&comparison->breaches.exceeded,
	                                           &comparison->breaches.noise};
	const struct report report = comparison_report(comparison);
	struct buffer text = {0};
	struct error inner = {{0}};
	int answer = 0;
	for (int noise = 0; noise < 2; noise++)
		for (size_t i = 0; !answer && !text.failed && i < lists[noise]->count; i++) {
			const struct breach *from = &lists[noise]->items[i];
			const struct sf_change change = shown_change(comparison, &from->change);
			text.size = 0;
			report_breach(&report, from, &text);
			buffer_byte(&text, '\0');
			const struct sf_breach breach = {from->rule, noise, &change, text.data};
			answer = text.failed ? 0 : visit(context, &breach);
		}
	const enum status status = text.failed ? error_no_memory(&inner) : STATUS_OK;
	buffer_free(&text);
	if (result)
		*result = answer;
	return public_outcome(status, &inner, NULL, 0, error);
}

const char *sf_comparison_exceeded(const sf_comparison *comparison, size_t i)
{
	const char *at = comparison->exceeded.data;
	if (i >= comparison->breaches.exceeded.count)
		return NULL;
	for (; i; i--)
		at += strlen(at) + 1;
	return at;
}

/* --- reports -------------------------------------------------------------------------------- */

static sf_status write_report(const sf_comparison *comparison, const char *name,
                              const struct destination *target, struct sf_error *error)
{
	const struct report report = comparison_report(comparison);
	const struct report_format *format = report_find(name, strlen(name));
	struct buffer text = {0};
	struct output output;
	struct error inner = {{0}};
	enum status status = STATUS_OK;
	if (!format)
		status = error_set(&inner, STATUS_FAILED,
		                   "'%s' is none of text, markdown, json and junit", name);
	else
		format->write(&report, &text);
	if (!status && text.failed)
		status = error_no_memory(&inner);
	if (!status)
		status = destination_open(target, &output, &inner);
	if (!status) {
		output_write(&output, text.data, text.size);
		status = output_finish(&output, STATUS_OK, &inner);
	}
	buffer_free(&text);
	return public_outcome(status, &inner, NULL, 0, error);
}

sf_status sf_comparison_write_report(const sf_comparison *comparison, const char *format,
                                     const char *path, struct sf_error *error)
{
	return write_report(comparison, format, &(struct destination){.path = path}, error);
}

sf_status sf_comparison_write_report_to(const sf_comparison *comparison, const char *format,
                                        sf_write_function *write, void *context,
                                        struct sf_error *error)
{
	return write_report(comparison, format, &(struct destination){true, NULL, write, context},
	                    error);
}
