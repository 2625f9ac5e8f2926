/* Numbers and names as reports show them. */
#include "comparing.h"
#include "report/parts.h"

#include <math.h>

Suite *report_suite(void);

static void check_text(struct buffer *text, const char *expected)
{
	buffer_byte(text, '\0');
	ck_assert_str_eq(text->data, expected);
	text->size = 0;
}

START_TEST(whole_and_decimal)
{
	struct buffer text = {0};
	static const struct {
		uint64_t units;
		unsigned places;
		const char *text;
	} counts[] = {
		{0, 0, "0"},           {999, 0, "999"},
		{1000, 0, "1,000"},    {12345678, 0, "12,345,678"},
		{12345, 1, "1,234.5"}, {12340, 1, "1,234"},
		{1234, 3, "1.2"},      {1250, 3, "1.3"},
		{1999, 3, "2.0"},      {UINT64_MAX, 0, "18,446,744,073,709,551,615"},
	};
	for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
		report_count(&text, counts[i].units, counts[i].places);
		check_text(&text, counts[i].text);
	}
	buffer_free(&text);
}
END_TEST

START_TEST(changes)
{
	static const struct {
		uint64_t before, after;
		const char *difference, *relative;
	} rows[] = {
		{100, 112, "+12", "+12.0%"},
		{100, 100, "0", "0.0%"},
		{0, 5, "+5", "new"},
		{5, 0, "-5", "gone"},
		{3, 2, "-1", "-33.3%"},
		{0, 0, "0", "0.0%"},
		{8, 80000, "+79,992", "+999,900.0%"},
		{1, UINT64_MAX, "+18,446,744,073,709,551,614", "+over 10^19%"},
	};
	static const struct comparison comparison;
	const struct report report = {.comparison = &comparison};
	struct buffer text = {0};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct change change = {.before = rows[i].before, .after = rows[i].after};
		report_difference(&text, &report, &change);
		check_text(&text, rows[i].difference);
		report_relative(&text, &change);
		check_text(&text, rows[i].relative);
	}
	report_share(&text, 1, 3);
	check_text(&text, "33.33%");
	report_share(&text, 1, 0);
	check_text(&text, "-");
	report_probability(&text, 0.0123456);
	check_text(&text, "0.0123");
	report_probability(&text, 1.234e-7);
	check_text(&text, "1.23e-07");
	report_probability(&text, NAN);
	check_text(&text, "");
	buffer_free(&text);
}
END_TEST

START_TEST(names)
{
	struct buffer text = {0};
	report_plain(&text, "a\tb\xff\x7f", 5, 0);
	check_text(&text, "a\xef\xbf\xbd"
	                  "b\xef\xbf\xbd\xef\xbf\xbd");
	report_plain(&text,
	             "\xe2\x80\xae"
	             "x\xe2\x81\xa6",
	             7, 0); /* directions of writing */
	check_text(&text, "\xef\xbf\xbdx\xef\xbf\xbd");
	report_plain(&text,
	             "\xc3\xa4\xc3\xb6\xc3\xbc"
	             "abc",
	             9, 6);
	check_text(&text, "\xc3\xa4\xc3\xb6\xc3\xbc"
	                  "abc");
	report_plain(&text,
	             "\xc3\xa4\xc3\xb6\xc3\xbc"
	             "abcd",
	             10, 6);
	check_text(&text, "\xc3\xa4\xc3\xb6...d");
	report_plain(&text, "map<int, long>::find", 20, 15);
	check_text(&text, "map<in...::find");
	buffer_free(&text);
}
END_TEST

Suite *report_suite(void)
{
	Suite *suite = suite_create("report");
	TCase *tests = tcase_create("report");
	tcase_add_test(tests, whole_and_decimal);
	tcase_add_test(tests, changes);
	tcase_add_test(tests, names);
	suite_add_tcase(suite, tests);
	return suite;
}
