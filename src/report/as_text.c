/* A report for terminals: tables whose last column is the name, because names are long. */
#include "report/as_text.h"

#include "report/breach.h"
#include "report/lists.h"
#include "report/parts.h"
#include "report/text_table.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

enum { NAME_MOST = 100, CELLS = 7 };

static const struct text_table_head heads[CELLS] = {
	{.text = "change"}, {.text = ""}, {.text = "before"}, {.text = "after"},
	{.text = "of all"}, {.text = ""}, {.text = "p"},
};

/* If numbers were not tested, there is no column for p. */
static void add_row(const struct report *report, const struct change *change,
                    struct text_table *table)
{
	struct buffer *text = &table->bytes;
	report_difference(text, report, change);
	text_table_end_cell(table, NULL);
	report_relative(text, change);
	text_table_end_cell(table, NULL);
	report_weight(text, report, change->before, change->places, true);
	text_table_end_cell(table, NULL);
	report_weight(text, report, change->after, change->places, true);
	text_table_end_cell(table, NULL);
	report_share_of(text, report, change, DIFF_BEFORE);
	text_table_end_cell(table, NULL);
	report_share_of(text, report, change, DIFF_AFTER);
	text_table_end_cell(table, NULL);
	if (table->columns < CELLS)
		return;
	report_probability(text, change->adjusted);
	text_table_end_cell(table, NULL);
}

static void write_list(const struct report *report, const struct report_list *list,
                       struct buffer *text)
{
	struct text_table table;
	bool tested = judgement_tests(report->judgement);
	buffer_printf(text, "\n%s\n", list->title);
	if (!list->count) {
		buffer_text(text, tested ? "  none by more than noise\n" : "  none\n");
		return;
	}
	text_table_begin(&table, heads, tested ? CELLS : CELLS - 1);
	for (size_t i = 0; i < list->count; i++)
		add_row(report, &list->items[i], &table);
	text_table_fit(&table, 0, 0);
	text_table_write_heads(&table, text, "name");
	for (size_t i = 0; i < list->count && !table.bytes.failed; i++) {
		text_table_write_row(&table, i, text);
		report_name(text, report, list->items[i].frame,
		            report_cut(text, report, list, i, NAME_MOST));
		buffer_byte(text, '\n');
	}
	if (list->more)
		buffer_printf(text, "  ... and %zu more\n", list->more);
	text->failed |= table.bytes.failed;
	text_table_free(&table);
}

static void write_side(const struct report *report, int side, const struct change *all,
                       struct buffer *text)
{
	buffer_text(text, side == DIFF_BEFORE ? "before  " : "after   ");
	report_weight(text, report, side == DIFF_BEFORE ? all->before : all->after, all->places,
	              false);
	buffer_text(text, report->comparison->count[side] > 1 ? " (mean of " : " (");
	report_inputs(text, report, side);
	buffer_text(text, ")\n");
}

/* Writes the factors of the counts, and the resulting sums. */
static void write_scaling(const struct report *report, struct buffer *text)
{
	const struct comparison *comparison = report->comparison;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		buffer_text(text, side == DIFF_BEFORE ? "scaled  before by " : ", after by ");
		report_factors(text, report, side);
		buffer_text(text, " to ");
		report_weight(text, report, comparison->totals[side],
		              comparison->pair.stacks.places, false);
	}
	buffer_text(text, " (normalized: ");
	report_plain(text, report->normalized, strlen(report->normalized), 0);
	buffer_text(text, "), as are the counts of frames\n");
}

static void write_head(const struct report *report, struct buffer *text)
{
	struct change all = breaches_change(report->breaches, report->judgement, CHANGE_ALL,
	                                    MEASURE_TOTAL);
	write_side(report, DIFF_BEFORE, &all, text);
	write_side(report, DIFF_AFTER, &all, text);
	buffer_text(text, "change  ");
	report_difference(text, report, &all);
	buffer_text(text, " (");
	report_relative(text, &all);
	buffer_text(text, ")");
	if (!isnan(all.adjusted)) {
		buffer_text(text, all.noise ? ", within noise, p = " : ", p = ");
		report_probability(text, all.adjusted);
	}
	buffer_byte(text, '\n');
	if (report->normalized)
		write_scaling(report, text);
	buffer_text(text, "tests   ");
	report_tests(text, report);
	buffer_byte(text, '\n');
}

/* Writes the rule's part of a list, which begins at *at, and moves *at past it. */
static void write_breaches(const struct report *report, const struct breach_list *list, size_t rule,
                           size_t *at, const char *label, struct buffer *text)
{
	size_t count = report_breaches_of(list, rule, *at);
	for (size_t i = 0; i < count && i < report->top; i++) {
		buffer_text(text, "    ");
		buffer_text(text, label);
		report_breach(report, &list->items[*at + i], text);
		buffer_byte(text, '\n');
	}
	if (count > report->top)
		buffer_printf(text, "    %s... and %zu more\n", label, count - report->top);
	*at += count;
}

static void write_limits(const struct report *report, struct buffer *text)
{
	const struct breaches *breaches = report->breaches;
	size_t exceeded = 0, noise = 0;
	if (!report->rule_count)
		return;
	buffer_text(text, "\nLimits\n");
	for (size_t i = 0; i < report->rule_count; i++) {
		bool kept = !report_breaches_of(&breaches->exceeded, i, exceeded);
		const char *unchecked = breaches_unchecked(breaches, i);
		buffer_text(text, "  ");
		report_plain(text, report->rules[i].text, strlen(report->rules[i].text), 0);
		if (unchecked)
			buffer_printf(text, ": %s" REPORT_UNCHECKED "\n", unchecked);
		else
			buffer_text(text, kept ? ": kept\n" : ": exceeded\n");
		write_breaches(report, &breaches->exceeded, i, &exceeded, "", text);
		write_breaches(report, &breaches->noise, i, &noise, REPORT_WITHIN_NOISE, text);
	}
}

/* Writes what the profiles cannot answer. */
static void write_advice(const struct report *report, struct buffer *text)
{
	const struct facts *facts = &report->comparison->pair.facts;
	if (facts->advice_count)
		buffer_text(text, "\nAdvice\n");
	for (size_t i = 0; i < facts->advice_count; i++) {
		buffer_text(text, "  ");
		report_plain(text, facts->advice[i], strlen(facts->advice[i]), 0);
		buffer_byte(text, '\n');
	}
}

static void write_text(const struct report *report, struct buffer *text)
{
	struct report_list lists[REPORT_LISTS];
	if (!report_lists_make(report, lists))
		text->failed = true;
	write_head(report, text);
	write_limits(report, text);
	write_advice(report, text);
	for (size_t i = 0; i < REPORT_LISTS && !text->failed; i++)
		write_list(report, &lists[i], text);
	report_lists_free(lists);
}

const struct report_format report_text = {"text", write_text};
