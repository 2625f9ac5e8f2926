/* A test report for CI servers: JUnit's XML, in the common form of Jenkins, GitLab and GitHub's
 * actions. Each limit is a test, which failed if the limit was exceeded. Without limits there is
 * one test, which passed, because some servers reject empty reports. */
#include "report/as_junit.h"

#include "base/escape.h"
#include "report/as_text.h"
#include "report/breach.h"
#include "report/parts.h"

#include <string.h>

static void append_escaped(struct buffer *text, const struct buffer *plain)
{
	escape_text(text, plain->data ? plain->data : "", plain->size, false);
	text->failed |= plain->failed;
}

/* Writes `count` breaches of a list as readable lines. */
static void append_breaches(const struct report *report, const struct breach *breaches,
                            size_t count, struct buffer *text)
{
	struct buffer plain = {0};
	for (size_t i = 0; i < count; i++) {
		plain.size = 0;
		report_breach(report, &breaches[i], &plain);
		append_escaped(text, &plain);
		buffer_byte(text, '\n');
	}
	buffer_free(&plain);
}

static void append_failure(const struct report *report, const struct breach *breaches, size_t count,
                           struct buffer *text)
{
	struct buffer plain = {0};
	report_breach(report, &breaches[0], &plain);
	if (count > 1)
		buffer_printf(&plain, ", and %zu more", count - 1);
	buffer_text(text, "      <failure type=\"limit\" message=\"");
	append_escaped(text, &plain);
	buffer_text(text, "\">");
	append_breaches(report, breaches, count, text);
	buffer_text(text, "</failure>\n");
	buffer_free(&plain);
}

/* Writes a rule; at[] is the beginning of its breaches in both lists, and is moved past them. */
static void write_test(const struct report *report, size_t rule, size_t at[2], struct buffer *text)
{
	const struct breach_list *exceeded = &report->breaches->exceeded;
	const struct breach_list *noise = &report->breaches->noise;
	const char *name = report->rules[rule].text;
	size_t count = report_breaches_of(exceeded, rule, at[0]);
	size_t chance = report_breaches_of(noise, rule, at[1]);
	const char *unchecked = breaches_unchecked(report->breaches, rule);
	bool filled = count || chance || unchecked;
	buffer_text(text, "    <testcase classname=\"diff-stacks\" name=\"");
	escape_text(text, name, strlen(name), false);
	buffer_text(text, filled ? "\" time=\"0\">\n" : "\" time=\"0\"/>\n");
	if (unchecked)
		buffer_printf(text, "      <skipped message=\"%s" REPORT_UNCHECKED "\"/>\n",
		              unchecked);
	if (count)
		append_failure(report, exceeded->items + at[0], count, text);
	if (chance) {
		buffer_text(text, "      <system-out>Within noise, not counted:\n");
		append_breaches(report, noise->items + at[1], chance, text);
		buffer_text(text, "</system-out>\n");
	}
	if (filled)
		buffer_text(text, "    </testcase>\n");
	at[0] += count;
	at[1] += chance;
}

static void write_junit(const struct report *report, struct buffer *text)
{
	size_t failures = 0, skipped = 0, at[2] = {0};
	struct buffer plain = {0};
	for (size_t i = 0; i < report->rule_count; i++) {
		size_t count = report_breaches_of(&report->breaches->exceeded, i, at[0]);
		failures += count > 0;
		at[0] += count;
		skipped += breaches_unchecked(report->breaches, i) != NULL;
	}
	size_t tests = report->rule_count ? report->rule_count : 1;
	buffer_text(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	buffer_printf(text, "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n", tests,
	              failures);
	buffer_printf(
		text,
		"  <testsuite name=\"diff-stacks\" tests=\"%zu\" failures=\"%zu\" errors=\"0\" "
		"skipped=\"%zu\" time=\"0\">\n",
		tests, failures, skipped);
	if (!report->rule_count)
		buffer_text(text, "    <testcase classname=\"diff-stacks\" name=\"comparison\" "
		                  "time=\"0\"/>\n");
	at[0] = 0;
	for (size_t i = 0; i < report->rule_count; i++)
		write_test(report, i, at, text);
	report_text.write(report, &plain);
	buffer_text(text, "    <system-out>");
	append_escaped(text, &plain);
	buffer_text(text, "</system-out>\n  </testsuite>\n</testsuites>\n");
	buffer_free(&plain);
}

const struct report_format report_junit = {"junit", write_junit};
