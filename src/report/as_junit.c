/* A test report as CI servers read it: JUnit's XML, in the form that Jenkins, GitLab and GitHub's
 * actions agree on. Each limit is a test that failed where it was exceeded; without limits there is
 * one test, which passed, so that servers that refuse empty reports take it. */
#include "report/parts.h"

#include "render/escape.h"

#include <string.h>

static void append_escaped(struct buffer *text, const struct buffer *plain)
{
	escape_text(text, plain->data ? plain->data : "", plain->size, false);
	text->failed |= plain->failed;
}

static size_t breaches_of(const struct breaches *breaches, size_t rule, size_t from)
{
	size_t count = 0;
	while (from + count < breaches->count && breaches->items[from + count].rule == rule)
		count++;
	return count;
}

static void write_test(const struct report *report, size_t rule, size_t from, size_t count,
                       struct buffer *text)
{
	const char *name = report->rules[rule].text;
	struct buffer plain = {0};
	buffer_text(text, "    <testcase classname=\"diff-stacks\" name=\"");
	escape_text(text, name, strlen(name), false);
	if (!count) {
		buffer_text(text, "\" time=\"0\"/>\n");
		return;
	}
	report_breach(report, &report->breaches->items[from], &plain);
	if (count > 1)
		buffer_printf(&plain, ", and %zu more", count - 1);
	buffer_text(text, "\" time=\"0\">\n      <failure type=\"limit\" message=\"");
	append_escaped(text, &plain);
	buffer_text(text, "\">");
	for (size_t i = from; i < from + count; i++) {
		plain.size = 0;
		report_breach(report, &report->breaches->items[i], &plain);
		append_escaped(text, &plain);
		buffer_byte(text, '\n');
	}
	buffer_text(text, "</failure>\n    </testcase>\n");
	buffer_free(&plain);
}

static void write_junit(const struct report *report, struct buffer *text)
{
	size_t failures = 0, at = 0;
	struct buffer plain = {0};
	for (size_t i = 0; i < report->rule_count; i++) {
		size_t count = breaches_of(report->breaches, i, at);
		failures += count > 0;
		at += count;
	}
	size_t tests = report->rule_count ? report->rule_count : 1;
	buffer_text(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	buffer_printf(text, "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", tests,
	              failures);
	buffer_printf(
		text,
		"  <testsuite name=\"diff-stacks\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
		"skipped=\"0\" time=\"0\">\n",
		tests, failures);
	if (!report->rule_count)
		buffer_text(text, "    <testcase classname=\"diff-stacks\" name=\"comparison\" "
		                  "time=\"0\"/>\n");
	at = 0;
	for (size_t i = 0; i < report->rule_count; i++) {
		size_t count = breaches_of(report->breaches, i, at);
		write_test(report, i, at, count, text);
		at += count;
	}
	report_text.write(report, &plain);
	buffer_text(text, "    <system-out>");
	append_escaped(text, &plain);
	buffer_text(text, "</system-out>\n  </testsuite>\n</testsuites>\n");
	buffer_free(&plain);
}

const struct report_format report_junit = {"junit", write_junit};
