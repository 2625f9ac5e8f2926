/* Each benchmark is a suite, each limit a test in it: failed where it was exceeded, an error where
 * the profile could not be read, skipped where there was nothing to compare, or the limit names no
 * frame. Without limits each
 * suite has one test, so that servers that refuse empty reports take it. The form is that of
 * report/as_junit.c. */
#include "summary/summary_junit.h"

#include "base/escape.h"
#include "report/breach.h"
#include "summary/states.h"

#include <string.h>

struct counts {
	size_t tests, failures, errors, skipped;
};

static void append_escaped(struct buffer *text, const char *string)
{
	escape_text(text, string, strlen(string), false);
}

/* The next breach of a rule, from *at on, that is noise or is not; NULL: there is none. */
static const struct row_breach *next_breach(const struct comparison_row *row, const char *rule,
                                            bool noise, size_t *at)
{
	while (*at < row->breach_count) {
		const struct row_breach *breach = &row->breaches[(*at)++];
		if (breach->noise == noise && strcmp(breach->rule, rule) == 0)
			return breach;
	}
	return NULL;
}

static size_t count_breaches(const struct comparison_row *row, const char *rule, bool noise)
{
	size_t count = 0, at = 0;
	while (next_breach(row, rule, noise, &at))
		count++;
	return count;
}

static size_t tests_of(const struct summary *summary)
{
	return summary->rule_count ? summary->rule_count : 1;
}

/* What the tests of a row come to. */
static struct counts count_row(const struct summary *summary, const struct comparison_row *row)
{
	struct counts counts = {.tests = tests_of(summary)};
	if (row->state == ROW_FAILED)
		counts.errors = counts.tests;
	else if (row->state != ROW_COMPARED)
		counts.skipped = counts.tests;
	else
		for (size_t i = 0; i < summary->rule_count; i++) {
			counts.failures += count_breaches(row, summary->rules[i], false) > 0;
			counts.skipped += state_unchecked(row, summary->rules[i]) != NULL;
		}
	return counts;
}

static void append_counts(struct buffer *text, const struct counts *counts)
{
	buffer_printf(text, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\"",
	              counts->tests, counts->failures, counts->errors, counts->skipped);
}

static void append_lines(struct buffer *text, const struct comparison_row *row, const char *rule,
                         bool noise)
{
	size_t at = 0;
	for (const struct row_breach *breach; (breach = next_breach(row, rule, noise, &at));) {
		append_escaped(text, breach->text);
		buffer_byte(text, '\n');
	}
}

static void append_failure(struct buffer *text, const struct comparison_row *row, const char *rule,
                           size_t count)
{
	size_t at = 0;
	buffer_text(text, "      <failure type=\"limit\" message=\"");
	append_escaped(text, next_breach(row, rule, false, &at)->text);
	if (count > 1)
		buffer_printf(text, ", and %zu more", count - 1);
	buffer_text(text, "\">");
	append_lines(text, row, rule, false);
	buffer_text(text, "</failure>\n");
}

static void append_reason(struct buffer *text, const char *element,
                          const struct comparison_row *row)
{
	buffer_printf(text, "      <%s message=\"", element);
	append_escaped(text, state_reason(row));
	buffer_text(text, "\"/>\n");
}

static void write_test(const struct comparison_row *row, const char *name, const char *rule,
                       struct buffer *text)
{
	size_t exceeded = rule ? count_breaches(row, rule, false) : 0;
	size_t noise = rule ? count_breaches(row, rule, true) : 0;
	bool compared = row->state == ROW_COMPARED;
	const char *unchecked = compared && rule ? state_unchecked(row, rule) : NULL;
	bool filled = !compared || exceeded || noise || unchecked;
	buffer_text(text, "    <testcase classname=\"");
	append_escaped(text, row->name);
	buffer_text(text, "\" name=\"");
	append_escaped(text, name);
	buffer_text(text, filled ? "\" time=\"0\">\n" : "\" time=\"0\"/>\n");
	if (!compared)
		append_reason(text, row->state == ROW_FAILED ? "error" : "skipped", row);
	if (unchecked) {
		buffer_text(text, "      <skipped message=\"");
		append_escaped(text, unchecked);
		buffer_text(text, REPORT_UNCHECKED "\"/>\n");
	}
	if (compared && exceeded)
		append_failure(text, row, rule, exceeded);
	if (compared && noise) {
		buffer_text(text, "      <system-out>Within noise, not counted:\n");
		append_lines(text, row, rule, true);
		buffer_text(text, "</system-out>\n");
	}
	if (filled)
		buffer_text(text, "    </testcase>\n");
}

static void write_junit(const struct summary *summary, struct buffer *text)
{
	struct counts all = {0};
	for (size_t i = 0; i < summary->count; i++) {
		struct counts row = count_row(summary, &summary->rows[i]);
		all.tests += row.tests;
		all.failures += row.failures;
		all.errors += row.errors;
		all.skipped += row.skipped;
	}
	buffer_text(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"");
	append_escaped(text, summary->title ? summary->title : "Profiles");
	buffer_byte(text, '"');
	append_counts(text, &all);
	buffer_text(text, ">\n");
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		struct counts counts = count_row(summary, row);
		buffer_text(text, "  <testsuite name=\"");
		append_escaped(text, row->name);
		buffer_byte(text, '"');
		append_counts(text, &counts);
		buffer_text(text, " time=\"0\">\n");
		for (size_t r = 0; r < summary->rule_count; r++)
			write_test(row, summary->rules[r], summary->rules[r], text);
		if (!summary->rule_count)
			write_test(row, "comparison", NULL, text);
		buffer_text(text, "  </testsuite>\n");
	}
	buffer_text(text, "</testsuites>\n");
}

const struct summary_format summary_junit = {"junit", write_junit};
