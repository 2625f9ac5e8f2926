/* A report for programs: JSON (RFC 8259), in UTF-8, of the form in docs/schemas/comparison.json.
 * Numbers of counts are exact. Written without a library, because it has only a few kinds of
 * values. */
#include "report/as_json.h"

#include "base/json.h"
#include "report/breach.h"
#include "report/json_values.h"
#include "report/lists.h"
#include "report/parts.h"

#include "config.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { FORM = 1 }; /* version: increased when programs that read reports would have to change */

static void append_probability(struct buffer *text, double p)
{
	if (isnan(p))
		buffer_text(text, "null");
	else
		report_probability(text, p);
}

static void append_change(struct buffer *text, const struct report *report,
                          const struct change *change)
{
	const struct comparison *comparison = report->comparison;
	bool all = change->frame == CHANGE_ALL;
	unsigned places = change->places;
	bool grown = change->after > change->before;
	uint64_t size = grown ? change->after - change->before : change->before - change->after;
	buffer_text(text, "{");
	if (!all) {
		const struct frame *frame = &comparison->pair.frames.items[change->frame];
		report_json_key(text, "", "frame");
		json_append_string(text, frame->name, frame->size);
		report_json_key(text, ", ", "measure");
		report_json_text(text, measure_names[change->measure]);
		buffer_text(text, ", ");
	}
	report_json_key(text, "", "before");
	report_json_number(text, change->before, places);
	report_json_key(text, ", ", "after");
	report_json_number(text, change->after, places);
	report_json_key(text, ", ", "change");
	buffer_text(text, !grown && size ? "-" : "");
	report_json_number(text, size, places);
	report_json_key(text, ", ", "change_percent");
	buffer_text(text, !grown && size && change->before ? "-" : "");
	report_json_percent(text, size, change->before);
	report_json_key(text, ", ", "share_before_percent");
	report_json_percent(text, change->before,
	                    all ? change->before : comparison->totals[DIFF_BEFORE]);
	report_json_key(text, ", ", "share_after_percent");
	report_json_percent(text, change->after,
	                    all ? change->after : comparison->totals[DIFF_AFTER]);
	report_json_key(text, ", ", "p");
	append_probability(text, change->p);
	report_json_key(text, ", ", "p_adjusted");
	append_probability(text, change->adjusted);
	report_json_key(text, ", ", "significant");
	buffer_text(text, !judgement_tests(report->judgement) ? "null"
	                  : change->noise                     ? "false"
	                                                      : "true");
	buffer_text(text, "}");
}

static void append_side(struct buffer *text, const struct report *report, int side,
                        const char *name)
{
	const struct comparison *comparison = report->comparison;
	unsigned first = comparison_first(comparison, side);
	report_json_key(text, "  ", name);
	buffer_text(text, "{\"inputs\": [");
	for (unsigned i = first; i < first + comparison->count[side]; i++) {
		buffer_text(text, i > first ? ", " : "");
		report_json_text(text, report->inputs[i]);
	}
	report_json_key(text, "], ", "counts");
	report_json_number(text, comparison->totals[side], comparison->pair.stacks.places);
	report_json_key(text, ", ", "raw_counts");
	for (unsigned i = first; i < first + comparison->count[side]; i++) {
		buffer_text(text, i > first ? ", " : "[");
		report_json_number(text, comparison->raw[i], comparison->run_places);
	}
	report_json_key(text, "], ", "factors");
	buffer_byte(text, '[');
	report_factors(text, report, side);
	report_json_key(text, "], ", "samples");
	if (judgement_tests(report->judgement))
		buffer_unsigned(text, (uint64_t)testing_samples(&report->judgement->testing, side));
	else
		buffer_text(text, "null");
	buffer_text(text, "},\n");
}

/* Writes the rule's part of a list, which begins at *at, and moves *at past it. */
static void append_breaches(struct buffer *text, const struct report *report,
                            const struct breach_list *list, size_t rule, size_t *at)
{
	size_t count = report_breaches_of(list, rule, *at);
	buffer_byte(text, '[');
	for (size_t i = 0; i < count; i++) {
		buffer_text(text, i ? ",\n      " : "\n      ");
		append_change(text, report, &list->items[*at + i].change);
	}
	buffer_byte(text, ']');
	*at += count;
}

static void append_limits(struct buffer *text, const struct report *report)
{
	size_t exceeded = 0, noise = 0;
	report_json_key(text, "  ", "limits");
	buffer_text(text, "[");
	for (size_t i = 0; i < report->rule_count; i++) {
		buffer_text(text, i ? ",\n    " : "\n    ");
		report_json_key(text, "{", "rule");
		report_json_text(text, report->rules[i].text);
		report_json_key(text, ", ", "checked");
		buffer_text(text, breaches_unchecked(report->breaches, i) ? "false" : "true");
		report_json_key(text, ", ", "exceeded_by");
		append_breaches(text, report, &report->breaches->exceeded, i, &exceeded);
		report_json_key(text, ",\n     ", "within_noise");
		append_breaches(text, report, &report->breaches->noise, i, &noise);
		buffer_byte(text, '}');
	}
	buffer_text(text, report->rule_count ? "\n  ],\n" : "],\n");
}

static void append_advice(struct buffer *text, const struct report *report)
{
	const struct facts *facts = &report->comparison->pair.facts;
	report_json_key(text, "  ", "advice");
	buffer_byte(text, '[');
	for (size_t i = 0; i < facts->advice_count; i++) {
		buffer_text(text, i ? ",\n    " : "\n    ");
		report_json_text(text, facts->advice[i]);
	}
	buffer_text(text, facts->advice_count ? "\n  ],\n" : "],\n");
}

static void append_list(struct buffer *text, const struct report *report,
                        const struct report_list lists[2], bool last)
{
	size_t written = 0;
	report_json_key(text, "  ", lists[0].key);
	buffer_text(text, "{");
	for (int m = 0; m < MEASURES; m++) {
		report_json_key(text, m ? ",\n    " : "\n    ", measure_names[lists[m].measure]);
		buffer_text(text, "[");
		for (size_t i = 0; i < lists[m].count; i++, written++) {
			buffer_text(text, i ? ",\n      " : "\n      ");
			append_change(text, report, &lists[m].items[i]);
		}
		buffer_text(text, "]");
		report_json_key(text, ",\n    ",
		                m == MEASURE_SELF ? "self_left_out" : "total_left_out");
		buffer_unsigned(text, lists[m].more);
	}
	buffer_text(text, last ? "\n  }\n" : "\n  },\n");
}

static const char *const tests[] = {
	[TEST_NONE] = "none",
	[TEST_COUNTING] = "counting",
	[TEST_RUNS] = "runs",
};

static void write_json(const struct report *report, struct buffer *text)
{
	const struct judgement *judgement = report->judgement;
	struct change all = breaches_change(report->breaches, judgement, CHANGE_ALL, MEASURE_TOTAL);
	struct report_list lists[REPORT_LISTS];
	if (!report_lists_make(report, lists))
		text->failed = true;
	report_json_key(text, "{\n  ", "form");
	buffer_unsigned(text, FORM);
	report_json_key(text, ",\n  ", "generator");
	report_json_text(text, "diff-stacks " PACKAGE_VERSION);
	buffer_text(text, ",\n");
	report_json_key(text, "  ", "unit");
	const char *unit = report->comparison->pair.facts.unit.name;
	if (*unit)
		report_json_text(text, unit);
	else
		buffer_text(text, "null");
	buffer_text(text, ",\n");
	append_side(text, report, DIFF_BEFORE, "before");
	append_side(text, report, DIFF_AFTER, "after");
	report_json_key(text, "  ", "normalized");
	if (report->normalized)
		report_json_text(text, report->normalized);
	else
		buffer_text(text, "null");
	report_json_key(text, ",\n  ", "min_share_percent");
	report_decimal(text, judgement->options.min_share);
	report_json_key(text, ",\n  ", "test");
	report_json_text(text, tests[judgement->testing.kind]);
	report_json_key(text, ",\n  ", "significance");
	if (judgement_tests(judgement))
		report_decimal(text, judgement->options.level);
	else
		buffer_text(text, "null");
	report_json_key(text, ",\n  ", "tests");
	buffer_unsigned(text, judgement->tests);
	report_json_key(text, ",\n  ", "all");
	append_change(text, report, &all);
	buffer_text(text, ",\n");
	append_limits(text, report);
	append_advice(text, report);
	if (!text->failed) {
		append_list(text, report, lists, false);
		append_list(text, report, lists + MEASURES, true);
	}
	buffer_text(text, "}\n");
	report_lists_free(lists);
}

const struct report_format report_json = {"json", write_json};
