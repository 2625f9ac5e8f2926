/* Many comparisons in short. */
#include "memory.h"
#include "summary/page_link.h"
#include "summary/summary.h"
#include "summary/worst.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *summary_suite(void);

static const char *const rules[] = {"total>5%", "self(^memcpy$)>1pp"};

static const struct row_change parse_changes[] = {
	{"parse<a|b>", MEASURE_SELF, {1000, 1200}, {0.1, 0.115}, 0.0001, 0.002, false, NULL},
	{"parse<a|b>", MEASURE_TOTAL, {1000, 1200}, {0.1, 0.115}, 0.0001, 0.002, false, NULL},
	{"memcpy", MEASURE_SELF, {500, 400}, {0.05, 0.04}, 0.001, 0.01, false, NULL},
	{"noise", MEASURE_SELF, {700, 720}, {0.07, 0.07}, 0.4, 0.6, true, NULL},
};

static const struct row_breach parse_breaches[] = {
	{"total>5%", "total(parse<a|b>) grew by 20.0%", false, "parse<a|b>", NULL},
	{"total>5%", "total(next) grew by 6.0%", false, "next", NULL},
	{"total>5%", "total(main) grew by 5.5%", false, "main", "next"},
	{"total>5%", "total(noise) grew by 5.1%", true, "noise", NULL},
};

static const struct row_change scan_changes[] = {
	{"main", MEASURE_TOTAL, {9000000, 10000000}, {1, 0.9951}, 0.0002, 0.004, false, NULL},
	{"scan", MEASURE_TOTAL, {0, 3000000}, {0, 0.3}, 0.0002, 0.004, false, NULL},
	{"rows", MEASURE_TOTAL, {0, 3000000}, {0, 0.3}, 0.0002, 0.004, false, "scan"},
};

static const struct row_unchecked unchecked[] = {{"self(^memcpy$)>1pp", "names no frame"}};

static const struct comparison_row rows[] = {
	{
		.name = "csv",
		.page = "profiles/csv.html",
		.state = ROW_COMPARED,
		.unit = "ns",
		.tested = true,
		.side = {{5, 9000000, 900, 10}, {5, 10000000, 1000, 10}},
		.all = {NULL,
                        MEASURE_TOTAL,
                        {9000000, 10000000},
                        {NAN, NAN},
                        0.01,
                        0.01,
                        false,
                        NULL},
		.changes = scan_changes,
		.change_count = 3,
		.unchecked = unchecked,
		.unchecked_count = 1,
	},
	{.name = "gone", .state = ROW_GONE, .side = {{1, 5, 5, 0}}},
	{
		.name = "json/parse [1]",
		.page = "profiles/json-parse (1).html",
		.state = ROW_COMPARED,
		.unit = "samples",
		.tested = true,
		.side = {{5, 10000, 10000, 10}, {5, 10100, 10100, 10}},
		.all = {NULL, MEASURE_TOTAL, {10000, 10100}, {NAN, NAN}, 0.3, 0.3, true, NULL},
		.changes = parse_changes,
		.change_count = 4,
		.breaches = parse_breaches,
		.breach_count = 4,
		.exceeded = 3,
	},
	{.name = "torn", .state = ROW_FAILED, .why = "torn.data: cut off & <odd>"},
};

static const struct summary usual = {
	.base_url = "https://ci.example/42/report",
	.rules = rules,
	.rule_count = 2,
	.rows = rows,
	.count = sizeof rows / sizeof *rows,
	.most = SUMMARY_GITHUB,
};

static char *write_as(const struct summary *summary, const char *format)
{
	struct buffer text = {0};
	const struct summary_format *found = summary_find(format, strlen(format));
	ck_assert_ptr_nonnull(found);
	found->write(summary, &text);
	ck_assert(!text.failed);
	buffer_byte(&text, '\0');
	return text.data;
}

START_TEST(markdown)
{
	char *text = write_as(&usual, "markdown");
	ck_assert_str_eq(
		text,
		"### Profiles ([report](https://ci.example/42/report/index.html))\n"
		"\n"
		"❌ 1 benchmark exceeds a limit; 2 benchmarks compared, 2 regressions and 1 "
		"improvement of functions; ⚠️ 1 unreadable; 1 gone.\n"
		"\n"
		"#### ❌ Limits exceeded\n"
		"\n"
		"| benchmark | limit | change |\n"
		"|---|---|---|\n"
		"| [`json/parse [1]`](https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html) | `total>5%` | <code>total&#40;parse&#60;a&#124;b&#62;"
		"&#41;&#32;grew&#32;by&#32;20&#46;0&#37;</code> |\n"
		"| [`json/parse [1]`](https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html) | `total>5%` | `total(next) grew by 6.0%`"
		"<br><sub>and so `main`</sub> |\n"
		"\n"
		"#### ⚠️ Unreadable\n"
		"\n"
		"| benchmark | why |\n"
		"|---|---|\n"
		"| `torn` | `torn.data: cut off & <odd>` |\n"
		"\n"
		"#### Regressions\n"
		"\n"
		"| benchmark | function | before | after | change | relative | of all | p |\n"
		"|---|---|---:|---:|---:|---:|---:|---:|\n"
		"| [`json/parse [1]`](https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html) | self <code>parse&#60;a&#124;b&#62;</code> | 1,000 | "
		"1,200 | +200 | +20.0% | 10.00% → 11.50% | 0.002 |\n"
		"| [`csv`](https://ci.example/42/report/profiles/csv.html) | total "
		"`scan`<br><sub>and so the total of `rows`</sub> | 0 ns | "
		"3.00 ms | +3.00 ms | new | 0.00% → 30.00% | 0.004 |\n"
		"\n"
		"#### Sums that changed\n"
		"\n"
		"| benchmark | before | after | change | relative | p |\n"
		"|---|---:|---:|---:|---:|---:|\n"
		"| [`csv`](https://ci.example/42/report/profiles/csv.html) | 9.00 ms | 10.0 ms | "
		"+1.00 ms | +11.1% | 0.01 |\n"
		"\n"
		"#### Improvements\n"
		"\n"
		"| benchmark | function | before | after | change | relative | of all | p |\n"
		"|---|---|---:|---:|---:|---:|---:|---:|\n"
		"| [`json/parse [1]`](https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html) | self `memcpy` | 500 | 400 | -100 | -20.0% | 5.00% → "
		"4.00% | 0.01 |\n"
		"\n"
		"#### Sums within noise\n"
		"\n"
		"| benchmark | before | after | change | relative | p |\n"
		"|---|---:|---:|---:|---:|---:|\n"
		"| [`json/parse [1]`](https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html) | 10,000 | 10,100 | +100 | +1.0% | 0.3 |\n"
		"\n"
		"#### Not compared\n"
		"\n"
		"| benchmark | why |\n"
		"|---|---|\n"
		"| `gone` | gone: only the baseline has it |\n"
		"\n"
		"<sub>Changes that are more than noise: of functions by themselves (self), then "
		"together with what they call (total). The largest, relative to the sum of their "
		"benchmark, come first; p is adjusted for the number of "
		"tests in a benchmark.</sub>\n");
	free(text);
}
END_TEST

START_TEST(junit)
{
	char *text = write_as(&usual, "junit");
	ck_assert_str_eq(
		text,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"Profiles\" tests=\"8\" failures=\"1\" errors=\"2\" "
		"skipped=\"3\">\n"
		"  <testsuite name=\"csv\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"1\" "
		"time=\"0\">\n"
		"    <testcase classname=\"csv\" name=\"total&gt;5%\" time=\"0\"/>\n"
		"    <testcase classname=\"csv\" name=\"self(^memcpy$)&gt;1pp\" time=\"0\">\n"
		"      <skipped message=\"names no frame: not checked\"/>\n"
		"    </testcase>\n"
		"  </testsuite>\n"
		"  <testsuite name=\"gone\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"2\" "
		"time=\"0\">\n"
		"    <testcase classname=\"gone\" name=\"total&gt;5%\" time=\"0\">\n"
		"      <skipped message=\"gone: only the baseline has it\"/>\n"
		"    </testcase>\n"
		"    <testcase classname=\"gone\" name=\"self(^memcpy$)&gt;1pp\" time=\"0\">\n"
		"      <skipped message=\"gone: only the baseline has it\"/>\n"
		"    </testcase>\n"
		"  </testsuite>\n"
		"  <testsuite name=\"json/parse [1]\" tests=\"2\" failures=\"1\" errors=\"0\" "
		"skipped=\"0\" time=\"0\">\n"
		"    <testcase classname=\"json/parse [1]\" name=\"total&gt;5%\" time=\"0\">\n"
		"      <failure type=\"limit\" message=\"total(parse&lt;a|b&gt;) grew by 20.0%, "
		"and "
		"2 more\">total(parse&lt;a|b&gt;) grew by 20.0%\n"
		"total(next) grew by 6.0%\n"
		"total(main) grew by 5.5%\n"
		"</failure>\n"
		"      <system-out>Within noise, not counted:\n"
		"total(noise) grew by 5.1%\n"
		"</system-out>\n"
		"    </testcase>\n"
		"    <testcase classname=\"json/parse [1]\" name=\"self(^memcpy$)&gt;1pp\" "
		"time=\"0\"/>\n"
		"  </testsuite>\n"
		"  <testsuite name=\"torn\" tests=\"2\" failures=\"0\" errors=\"2\" skipped=\"0\" "
		"time=\"0\">\n"
		"    <testcase classname=\"torn\" name=\"total&gt;5%\" time=\"0\">\n"
		"      <error message=\"torn.data: cut off &amp; &lt;odd&gt;\"/>\n"
		"    </testcase>\n"
		"    <testcase classname=\"torn\" name=\"self(^memcpy$)&gt;1pp\" time=\"0\">\n"
		"      <error message=\"torn.data: cut off &amp; &lt;odd&gt;\"/>\n"
		"    </testcase>\n"
		"  </testsuite>\n"
		"</testsuites>\n");
	free(text);
}
END_TEST

START_TEST(json)
{
	struct summary summary = usual;
	summary.title = "A \"title\"";
	summary.top = 1;
	char *text = write_as(&summary, "json");
	static const char *const parts[] = {
		"\"title\": \"A \\\"title\\\"\",\n  \"benchmarks\": 4,\n  \"compared\": 2,\n  "
		"\"exceeded\": 1,\n  \"limits\": [\"total>5%\", \"self(^memcpy$)>1pp\"],\n",
		"\"exceeded_by\": [\n    {\"benchmark\": \"json/parse [1]\", \"page\": "
		"\"profiles/json-parse (1).html\", \"url\": "
		"\"https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html\", \"limit\": \"total>5%\", \"text\": "
		"\"total(parse<a|b>) grew by 20.0%\"},\n",
		"\"regressions\": [\n    {\"benchmark\": \"json/parse [1]\", \"page\": "
		"\"profiles/json-parse (1).html\", \"url\": "
		"\"https://ci.example/42/report/profiles/"
		"json-parse%20%281%29.html\", \"function\": \"parse<a|b>\", \"measure\": "
		"\"self\", \"cause\": null, \"unit\": \"samples\", \"before\": 1000, \"after\": "
		"1200, "
		"\"change_percent\": 20, \"share_before_percent\": 10, "
		"\"share_after_percent\": 11.5, \"p\": 0.0001, \"p_adjusted\": 0.002, "
		"\"significant\": true}\n  ],\n  \"regressions_left_out\": 2,\n",
		"\"sums\": [\n    {\"benchmark\": \"csv\", ",
		"\"not_compared\": [\n    {\"benchmark\": \"gone\", \"page\": null, \"state\": "
		"\"gone\", \"why\": \"gone: only the baseline has it\"},\n",
	};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		ck_assert_msg(strstr(text, parts[i]), "%s\n\nis not in\n\n%s", parts[i], text);
	free(text);
}
END_TEST

/* Nothing to say, and nothing to say it of. */
START_TEST(empty)
{
	struct summary summary = {.rules = rules, .rule_count = 2};
	char *text = write_as(&summary, "markdown");
	ck_assert_str_eq(text, "### Profiles\n\n0 benchmarks compared, 0 regressions and 0 "
	                       "improvements of functions.\n");
	free(text);
	text = write_as(&summary, "junit");
	ck_assert_ptr_nonnull(strstr(text, "tests=\"0\""));
	free(text);
	text = write_as(&summary, "json");
	ck_assert_ptr_nonnull(strstr(text, "\"not_compared\": []\n}\n"));
	free(text);
	summary = (struct summary){.rows = rows, .count = 1, .rule_count = 2, .rules = rules};
	text = write_as(&summary, "markdown");
	ck_assert_ptr_nonnull(strstr(text, "✅ No limit is exceeded; 1 benchmark compared"));
	ck_assert_ptr_null(strstr(text, "]("));
	free(text);
	summary.title = "A: <b>#1</b> *\xc3\xa4*_";
	text = write_as(&summary, "markdown");
	ck_assert_ptr_eq(strstr(text, "### A: &#60;b&#62;&#35;1&#60;/b&#62; "
	                              "&#42;\xc3\xa4&#42;&#95;\n"),
	                 text);
	free(text);
	summary.rule_count = 0;
	text = write_as(&summary, "junit");
	ck_assert_ptr_nonnull(strstr(text, "<testcase classname=\"csv\" name=\"comparison\" "));
	free(text);
}
END_TEST

/* A comment is never longer than the server takes: whole rows are left out, and counted. */
START_TEST(limited)
{
	enum { COUNT = 2000 };
	static struct comparison_row many[COUNT];
	static char names[COUNT][16];
	static const size_t limits[] = {2000, 5000, SUMMARY_GITHUB};
	for (size_t i = 0; i < COUNT; i++) {
		many[i] = rows[i % 4];
		snprintf(names[i], sizeof names[i], "b%zu", i);
		many[i].name = names[i];
	}
	struct summary summary = usual;
	summary.rows = many;
	summary.count = COUNT;
	for (size_t l = 0; l < sizeof limits / sizeof *limits; l++) {
		summary.most = limits[l];
		char *text = write_as(&summary, "markdown");
		size_t size = strlen(text), shown = 0;
		unsigned left_out = 0;
		ck_assert_uint_le(size, limits[l]);
		ck_assert_uint_gt(size, limits[l] * 3 / 4);
		char *at = strstr(text, "| benchmark | limit | change |"), *end;
		ck_assert_ptr_nonnull(at);
		end = strstr(at, "\n\n");
		for (at += 44; (at = strstr(at, "\n| ")) && at < end; at++)
			shown++;
		ck_assert_int_eq(sscanf(end, "\n\n… and %u more.\n", &left_out), 1);
		ck_assert_uint_eq(shown + left_out, 2 * COUNT / 4);
		ck_assert_ptr_nonnull(strstr(text, "❌ 500 benchmarks exceed a limit"));
		free(text);
	}
	summary.most = 0;
	char *text = write_as(&summary, "markdown");
	ck_assert_ptr_null(strstr(text, " more."));
	free(text);
	summary.top = 3;
	text = write_as(&summary, "markdown");
	ck_assert_ptr_nonnull(strstr(text, "\n… and 997 more.\n"));
	free(text);
}
END_TEST

START_TEST(links)
{
	static const struct {
		const char *base, *page, *url;
	} cases[] = {
		{"https://a.b/c/", "d/e.html", "https://a.b/c/d/e.html"},
		{"..", "e.html", "../e.html"},
		{"http://a/%20?x=1&y=)", "100%?#.html", "http://a/%20?x=1&y=%29/100%25%3F%23.html"},
		{"r", "\xc3\xa4|`<>\"[].html", "r/%C3%A4%7C%60%3C%3E%22%5B%5D.html"},
	};
	struct buffer text = {0};
	struct summary summary = {0};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		summary.base_url = cases[i].base;
		ck_assert(page_link_base(cases[i].base));
		text.size = 0;
		ck_assert(page_link(&summary, cases[i].page, &text));
		buffer_byte(&text, '\0');
		ck_assert_str_eq(text.data, cases[i].url);
	}
	ck_assert(!page_link(&summary, NULL, &text));
	static const char *const bad[] = {"",           "javascript:alert(1)", "//a.b/",
	                                  "http://a b", "http://a\n",          "ftp://a/"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ck_assert_msg(!page_link_base(bad[i]), "%s", bad[i]);
	buffer_free(&text);
}
END_TEST

START_TEST(formats)
{
	ck_assert_str_eq(summary_format_name(0), "markdown");
	ck_assert_ptr_null(summary_format_name(3));
	ck_assert_ptr_null(summary_find("markdow", 7));
	ck_assert_uint_eq(worst_exceeded(&usual), 1);
	static const struct {
		const char *given, *format, *path;
	} files[] = {
		{"a/comment.md", "markdown", "a/comment.md"},
		{"report.xml", "junit", "report.xml"},
		{"x.json", "json", "x.json"},
		{"junit:x.json", "junit", "x.json"},
		{"markdown:-", "markdown", "-"},
		{"c:x.md", "markdown", "c:x.md"},
		{"comment", NULL, "comment"},
		{"text:comment", NULL, "text:comment"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		const char *path;
		const struct summary_format *format = summary_of_file(files[i].given, &path);
		ck_assert_pstr_eq(format ? format->name : NULL, files[i].format);
		ck_assert_str_eq(path, files[i].path);
	}
}
END_TEST

START_TEST(out_of_memory)
{
	for (size_t f = 0; summary_format_name(f); f++)
		for (size_t at = 1;; at++) {
			const char *name = summary_format_name(f);
			struct buffer text = {0};
			memory_fail_at(at);
			summary_find(name, strlen(name))->write(&usual, &text);
			bool failed = memory_failed();
			memory_fail_at(0);
			ck_assert(text.failed == failed);
			buffer_free(&text);
			if (!failed)
				break;
		}
}
END_TEST

Suite *summary_suite(void)
{
	Suite *suite = suite_create("summary");
	TCase *tests = tcase_create("summary");
	tcase_add_test(tests, markdown);
	tcase_add_test(tests, junit);
	tcase_add_test(tests, json);
	tcase_add_test(tests, empty);
	tcase_add_test(tests, limited);
	tcase_add_test(tests, links);
	tcase_add_test(tests, formats);
	tcase_add_test(tests, out_of_memory);
	suite_add_tcase(suite, tests);
	return suite;
}
