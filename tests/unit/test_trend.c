/* Trends of a history, in figures, words and pictures. */
#include "history/trend_svg.h"
#include "memory.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *trend_suite(void);

static struct error err;
static struct history history;
static struct trend trend;

/* A run in which f has a share of so many percent, and g what is left; f is left out below 1 %. */
static void add_run(const char *benchmark, unsigned run, double percent, const char *unit)
{
	char name[16];
	snprintf(name, sizeof name, "run%u", run);
	uint32_t share = (uint32_t)(percent * 10000 + 0.5);
	struct history_function functions[] = {
		{text_of("g"), {HISTORY_SHARE_ALL - share, HISTORY_SHARE_ALL}},
		{text_of("f<int>"), {share, share}},
	};
	const struct history_line line = {
		.run = text_of(name),
		.benchmark = text_of(benchmark),
		.unit = text_of(unit),
		.total = {1000000 + 10 * share, 1},
		.recordings = 1,
		.functions = functions,
		.count = percent >= 1 ? 2 : 1,
	};
	ck_assert_int_eq(history_add(&history, &line, &err), STATUS_OK);
}

static double wobble(unsigned i) /* -1, 0, 1, of which the median distance is 1 */
{
	static const double of[] = {1, -1, 0, -1, 1, 1, -1, 0};
	return of[i % 8];
}

static void set_up(void)
{
	history = (struct history){0};
	trend = (struct trend){0};
	for (unsigned i = 0; i < 24; i++) {
		add_run("a", i, (i < 16 ? 10 : 11) + 0.1 * wobble(i), "ns");
		add_run("b", i, 5 + 0.1 * wobble(i), i < 3 ? "samples" : "ns");
	}
}

static void tear_down(void)
{
	trend_free(&trend);
	history_free(&history);
}

static uint32_t benchmark(const char *name)
{
	return history_benchmark(&history, name, strlen(name));
}

static void check_words(const char *expected)
{
	struct buffer text = {0};
	trend_say(&trend, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, expected);
	buffer_free(&text);
}

START_TEST(change_of_level)
{
	ck_assert_int_eq(
		trend_make(&history, benchmark("a"), "f<int>", MEASURE_SELF, 0.01, &trend, &err),
		STATUS_OK);
	ck_assert_uint_eq(trend.count, 24);
	ck_assert_uint_eq(trend.part_count, 2);
	ck_assert_uint_eq(trend.parts[1].first, 16);
	ck_assert_uint_eq(trend.parts[1].count, 8);
	ck_assert_double_eq_tol(trend.parts[0].level, 10, 1e-9);
	ck_assert_double_eq_tol(trend.parts[1].level, 11, 1e-9);
	ck_assert_double_eq_tol(trend.noise, 0.1 * 1.4826 * sqrt(24 / 22.), 1e-9);
	ck_assert_str_eq(trend.runs[16], "run16");
	check_words("self(f<int>): rose from 10.00% to 11.00% at run run16 (p = 0.0001)");
}
END_TEST

START_TEST(no_change)
{
	ck_assert_int_eq(
		trend_make(&history, benchmark("b"), "f<int>", MEASURE_TOTAL, 0.01, &trend, &err),
		STATUS_OK);
	check_words("total(f<int>): 5.00%, no change of level in 24 runs");
}
END_TEST

/* Of the total, runs in other units do not count. */
START_TEST(totals)
{
	ck_assert_int_eq(
		trend_make(&history, benchmark("b"), NULL, MEASURE_TOTAL, 0.01, &trend, &err),
		STATUS_OK);
	ck_assert_uint_eq(trend.count, 21);
	check_words("all: 150 \xc2\xb5s, no change of level in 21 runs");
}
END_TEST

START_TEST(left_out_functions_are_zero)
{
	add_run("c", 1, 0.5, "ns");
	add_run("c", 2, 1.5, "ns");
	ck_assert_int_eq(
		trend_make(&history, benchmark("c"), "f<int>", MEASURE_SELF, 0.01, &trend, &err),
		STATUS_OK);
	ck_assert_uint_eq(trend.count, 2);
	ck_assert_double_eq(trend.values[0], 0);
	ck_assert_double_eq_tol(trend.values[1], 1.5, 1e-9);
	ck_assert_double_eq(trend.noise, 0);
	trend_free(&trend);
	ck_assert_int_eq(trend_make(&history, FRAME_NONE, "f", MEASURE_SELF, 0.01, &trend, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(trend.count, 0);
	check_words("self(f): no runs");
}
END_TEST

START_TEST(which_functions)
{
	uint32_t names[4];
	size_t count;
	struct pattern *pattern;
	ck_assert_int_eq(trend_functions(&history, benchmark("a"), NULL, 4, names, &count, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(history.names.items[names[0]].name, "g");
	ck_assert_int_eq(trend_functions(&history, benchmark("a"), NULL, 1, names, &count, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_int_eq(pattern_compile("^f", 2, &pattern, &err), STATUS_OK);
	ck_assert_int_eq(trend_functions(&history, benchmark("a"), pattern, 4, names, &count, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(count, 1);
	ck_assert_str_eq(history.names.items[names[0]].name, "f<int>");
	pattern_free(pattern);
}
END_TEST

static size_t occurrences(const char *text, const char *what)
{
	size_t count = 0;
	for (const char *at = text; (at = strstr(at, what)); at++)
		count++;
	return count;
}

START_TEST(pictures)
{
	struct markup markup;
	markup_init(&markup, NULL, false, false);
	ck_assert_int_eq(
		trend_make(&history, benchmark("a"), "f<int>", MEASURE_SELF, 0.01, &trend, &err),
		STATUS_OK);
	trend_svg(&trend, &markup);
	ck_assert(markup_is_whole(&markup, 0));
	buffer_byte(&markup.out, '\0');
	const char *text = markup.out.data;
	ck_assert_ptr_nonnull(strstr(text, "<title>self(f&lt;int&gt;): rose from 10.00% to"));
	ck_assert_uint_eq(occurrences(text, "class=\"trend-band\""), 2);
	ck_assert_uint_eq(occurrences(text, "class=\"trend-level\""), 2);
	ck_assert_uint_eq(occurrences(text, "class=\"trend-change\""), 1);
	ck_assert_uint_eq(occurrences(text, "class=\"trend-last\""), 1);
	ck_assert_uint_eq(occurrences(text, ","), 24);
	ck_assert_ptr_null(strstr(text, "style"));
	markup_free(&markup);
}
END_TEST

/* One value, none, equal ones. */
START_TEST(small_pictures)
{
	struct markup markup;
	for (size_t count = 0; count < 3; count++) {
		char name[8];
		snprintf(name, sizeof name, "n%zu", count);
		for (unsigned i = 0; i < count; i++)
			add_run(name, i, count == 1 ? 0 : 10, "ns");
		ck_assert_int_eq(trend_make(&history, benchmark(name), "f<int>", MEASURE_SELF, 0.01,
		                            &trend, &err),
		                 STATUS_OK);
		markup_init(&markup, NULL, false, false);
		trend_svg(&trend, &markup);
		ck_assert(markup_is_whole(&markup, 0));
		buffer_byte(&markup.out, '\0');
		ck_assert_ptr_null(strstr(markup.out.data, "nan"));
		ck_assert_uint_eq(occurrences(markup.out.data, "<circle"), count > 0);
		markup_free(&markup);
		trend_free(&trend);
	}
}
END_TEST

static int keep(void *context, const void *bytes, size_t size)
{
	buffer_append(context, bytes, size);
	return 0;
}

START_TEST(files)
{
	struct buffer text = {0};
	struct output output;
	ck_assert_int_eq(
		trend_make(&history, benchmark("a"), "g", MEASURE_SELF, 0.01, &trend, &err),
		STATUS_OK);
	ck_assert_int_eq(output_open_function(&output, "text", keep, &text, &err), STATUS_OK);
	ck_assert_int_eq(trend_svg_file(&trend, &output, &err), STATUS_OK);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	buffer_byte(&text, '\0');
	ck_assert_int_eq(strncmp(text.data, "<?xml ", 6), 0);
	ck_assert_uint_eq(occurrences(text.data, "prefers-color-scheme:dark"), 1);
	ck_assert_uint_eq(occurrences(text.data, "</svg>\n"), 1);
	buffer_free(&text);
}
END_TEST

START_TEST(out_of_memory)
{
	for (size_t at = 1;; at++) {
		uint32_t names[2];
		size_t count;
		memory_fail_at(at);
		enum status status = trend_make(&history, benchmark("a"), "f<int>", MEASURE_SELF,
		                                0.01, &trend, &err);
		if (!status)
			status = trend_functions(&history, benchmark("a"), NULL, 2, names, &count,
			                         &err);
		int failed = memory_failed();
		memory_fail_at(0);
		ck_assert_int_eq(status, failed ? STATUS_FATAL : STATUS_OK);
		trend_free(&trend);
		if (!failed)
			break;
	}
}
END_TEST

Suite *trend_suite(void)
{
	Suite *suite = suite_create("trend");
	TCase *tests = tcase_create("trend");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, change_of_level);
	tcase_add_test(tests, no_change);
	tcase_add_test(tests, totals);
	tcase_add_test(tests, left_out_functions_are_zero);
	tcase_add_test(tests, which_functions);
	tcase_add_test(tests, pictures);
	tcase_add_test(tests, small_pictures);
	tcase_add_test(tests, files);
	tcase_add_test(tests, out_of_memory);
	suite_add_tcase(suite, tests);
	return suite;
}
