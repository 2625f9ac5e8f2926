/* A report for a comment on a pull request: GitHub's Markdown, which GitLab and Gitea also read. */
#include "report/as_markdown.h"

#include "base/unit.h"
#include "report/breach.h"
#include "report/code.h"
#include "report/lists.h"
#include "report/parts.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { NAME_MOST = 100 };

static void append_frame(struct buffer *text, const struct report *report, uint32_t id, size_t most)
{
	if (id == CHANGE_ALL) {
		buffer_text(text, "all");
		return;
	}
	const struct frame *frame = &report->comparison->pair.frames.items[id];
	report_code(text, frame->name, frame->size, most);
}

/* Writes the cells from the count before to the probability. */
static void append_cells(struct buffer *text, const struct report *report,
                         const struct change *change)
{
	report_weight(text, report, change->before, change->places, true);
	buffer_text(text, " | ");
	report_weight(text, report, change->after, change->places, true);
	buffer_text(text, " | ");
	report_difference(text, report, change);
	buffer_text(text, " | ");
	report_relative(text, change);
	buffer_text(text, " | ");
	report_share_of(text, report, change, DIFF_BEFORE);
	buffer_text(text, " → ");
	report_share_of(text, report, change, DIFF_AFTER);
	if (judgement_tests(report->judgement)) {
		buffer_text(text, " | ");
		report_probability(text, change->adjusted);
		if (change->noise && change->frame == CHANGE_ALL && !isnan(change->adjusted))
			buffer_text(text, " (noise)");
	}
	buffer_text(text, " |\n");
}

/* Writes the scaled sums. */
static void append_scaled(struct buffer *text, const struct report *report)
{
	const struct comparison *comparison = report->comparison;
	const struct change scaled = {
		.frame = CHANGE_ALL,
		.before = comparison->totals[DIFF_BEFORE],
		.after = comparison->totals[DIFF_AFTER],
		.places = comparison->pair.stacks.places,
		.p = NAN,
		.adjusted = NAN,
	};
	buffer_text(text, "| scaled | ");
	append_cells(text, report, &scaled);
}

static void append_heads(struct buffer *text, const struct report *report, const char *first)
{
	bool tested = judgement_tests(report->judgement);
	buffer_printf(text, "| %s | before | after | change | relative | of all |%s\n", first,
	              tested ? " p |" : "");
	buffer_printf(text, "|---|---:|---:|---:|---:|---:|%s\n", tested ? "---:|" : "");
}

static void write_list(const struct report *report, const struct report_list *list,
                       struct buffer *text)
{
	if (!list->count)
		return;
	buffer_printf(text, "\n#### %s\n\n", list->title);
	append_heads(text, report, "frame");
	for (size_t i = 0; i < list->count; i++) {
		buffer_text(text, "| ");
		append_frame(text, report, list->items[i].frame,
		             report_cut(text, report, list, i, NAME_MOST));
		buffer_text(text, " | ");
		append_cells(text, report, &list->items[i]);
	}
	if (list->more)
		buffer_printf(text, "\n… and %zu more.\n", list->more);
}

/* Writes the rule's part of a list, which begins at *at, and moves *at past it. */
static void write_breaches(const struct report *report, const struct breach_list *list, size_t rule,
                           size_t *at, const char *label, struct buffer *text)
{
	size_t count = report_breaches_of(list, rule, *at);
	for (size_t i = 0; i < count && i < report->top; i++) {
		struct buffer line = {0};
		report_breach(report, &list->items[*at + i], &line);
		buffer_text(text, "  - ");
		buffer_text(text, label);
		report_code(text, line.data ? line.data : "", line.size, 0);
		buffer_byte(text, '\n');
		text->failed |= line.failed;
		buffer_free(&line);
	}
	if (count > report->top)
		buffer_printf(text, "  - %s… and %zu more\n", label, count - report->top);
	*at += count;
}

/* Writes the rules, and what exceeded each. */
static void write_limits(const struct report *report, struct buffer *text)
{
	const struct breaches *breaches = report->breaches;
	size_t exceeded = 0, noise = 0;
	if (!report->rule_count)
		return;
	bool checked = true;
	for (size_t i = 0; i < report->rule_count; i++)
		checked &= !breaches_unchecked(breaches, i);
	buffer_text(text, breaches->exceeded.count ? "\n#### ❌ Limits exceeded\n\n"
	                  : checked                ? "\n#### ✅ All limits kept\n\n"
	                                           : "\n#### ⚠️ Not all limits checked\n\n");
	for (size_t i = 0; i < report->rule_count; i++) {
		const char *rule = report->rules[i].text;
		buffer_text(text, "- ");
		report_code(text, rule, strlen(rule), 0);
		if (breaches_unchecked(breaches, i))
			buffer_printf(text, ": %s" REPORT_UNCHECKED,
			              breaches_unchecked(breaches, i));
		else if (!report_breaches_of(&breaches->exceeded, i, exceeded))
			buffer_text(text, ": kept");
		buffer_byte(text, '\n');
		write_breaches(report, &breaches->exceeded, i, &exceeded, "", text);
		write_breaches(report, &breaches->noise, i, &noise, REPORT_WITHIN_NOISE, text);
	}
}

static void write_inputs(const struct report *report, int side, const char *label,
                         struct buffer *text)
{
	struct buffer inputs = {0};
	report_inputs(&inputs, report, side);
	buffer_text(text, label);
	report_code(text, inputs.data ? inputs.data : "", inputs.size, 0);
	text->failed |= inputs.failed;
	buffer_free(&inputs);
}

static void write_notes(const struct report *report, struct buffer *text)
{
	const struct judgement *judgement = report->judgement;
	buffer_text(text, "\n<sub>");
	write_inputs(report, DIFF_BEFORE, "Before ", text);
	write_inputs(report, DIFF_AFTER, ", after ", text);
	if (report->normalized) {
		buffer_text(text, "; normalized: ");
		report_code(text, report->normalized, strlen(report->normalized), 0);
		buffer_text(text, ", counts of frames are scaled, before by ");
		report_factors(text, report, DIFF_BEFORE);
		buffer_text(text, ", after by ");
		report_factors(text, report, DIFF_AFTER);
	}
	buffer_text(text, "; frames below ");
	report_decimal(text, judgement->options.min_share);
	buffer_text(text, "% left out");
	buffer_text(text, "; tests: ");
	report_tests(text, report);
	buffer_text(text, ".</sub>\n");
}

/* Writes what the profiles cannot answer. */
static void write_advice(const struct report *report, struct buffer *text)
{
	const struct facts *facts = &report->comparison->pair.facts;
	if (facts->advice_count)
		buffer_text(text, "\n#### Advice\n\n");
	for (size_t i = 0; i < facts->advice_count; i++) {
		buffer_text(text, "- ");
		report_code(text, facts->advice[i], strlen(facts->advice[i]), 0);
		buffer_byte(text, '\n');
	}
}

static void write_markdown(const struct report *report, struct buffer *text)
{
	struct report_list lists[REPORT_LISTS];
	struct change all = breaches_change(report->breaches, report->judgement, CHANGE_ALL,
	                                    MEASURE_TOTAL);
	size_t changes = 0;
	if (!report_lists_make(report, lists))
		text->failed = true;
	buffer_text(text, "### Profile comparison\n\n");
	append_heads(text, report, "");
	struct unit unit;
	bool known = unit_find(report->comparison->pair.facts.unit.name, &unit) && !unit.foreign;
	buffer_printf(text, "| **all %s** | ", known ? unit_noun(&unit) : "counts");
	append_cells(text, report, &all);
	if (report->normalized)
		append_scaled(text, report);
	write_limits(report, text);
	for (size_t i = 0; i < REPORT_LISTS && !text->failed; i++) {
		write_list(report, &lists[i], text);
		changes += lists[i].count;
	}
	if (!changes && !judgement_tests(report->judgement))
		buffer_text(text, "\nNo frame changed.\n");
	else if (!changes && all.noise)
		buffer_text(text, "\nNo frame changed by more than noise.\n");
	else if (!changes)
		buffer_printf(text,
		              "\nThe sum of all counts changed by more than noise, but no single "
		              "frame did: among %zu tests, only larger changes stand out.\n",
		              report->judgement->tests);
	write_advice(report, text);
	write_notes(report, text);
	report_lists_free(lists);
}

const struct report_format report_markdown = {"markdown", write_markdown};
