#include "render/markup.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

Suite *markup_suite(void);

static struct markup markup;

static void setup(void)
{
	markup_init(&markup, NULL, false, false);
}

static void teardown(void)
{
	markup_free(&markup);
}

static void expect(const char *text)
{
	ck_assert(!markup.out.failed);
	ck_assert_uint_eq(markup.out.size, strlen(text));
	ck_assert_int_eq(memcmp(markup.out.data, text, markup.out.size), 0);
}

START_TEST(elements_nest)
{
	markup_open(&markup, "g");
	markup_open(&markup, "rect");
	markup_close(&markup);
	markup_open(&markup, "text");
	markup_literal(&markup, "a");
	markup_close(&markup);
	ck_assert(markup_is_whole(&markup, 1));
	ck_assert(!markup_is_whole(&markup, 0));
	markup_close(&markup);
	expect("<g><rect/><text>a</text></g>");
	ck_assert(markup_is_whole(&markup, 0));
}
END_TEST

START_TEST(lines_end_inside_tags_unless_pretty)
{
	for (int pretty = 0; pretty < 2; pretty++) {
		markup_free(&markup);
		markup_init(&markup, NULL, false, pretty);
		markup_open(&markup, "g");
		markup_tag_line(&markup);
		markup_indent(&markup, 1);
		markup_open(&markup, "rect");
		markup_close_line(&markup);
		markup_open(&markup, "a");
		markup_newline(&markup);
		markup_close(&markup);
		markup_close_line(&markup);
		expect(pretty ? "<g>\n\t<rect/>\n<a>\n</a></g>\n"
		              : "<g\n><rect/\n><a>\n</a></g\n>");
	}
}
END_TEST

START_TEST(values_are_escaped)
{
	markup_open(&markup, "a");
	markup_fixed(&markup, "id", "x");
	markup_string(&markup, "href", "\"<&>");
	markup_string(&markup, "title", NULL);
	markup_foreign(&markup, "data-x", "'");
	markup_value(&markup, "d");
	markup_literal(&markup, "M");
	markup_decimal(&markup, -15, 1);
	markup_words(&markup, "\"");
	markup_value_end(&markup);
	markup_color(&markup, "fill", ((struct color){0x0A, 0xB0, 0xFF}));
	markup_close(&markup);
	expect("<a id=\"x\" href=\"&quot;&lt;&amp;&gt;\" data-x=\"&#39;\" d=\"M-1.5&quot;\""
	       " fill=\"#0ab0ff\"/>");
}
END_TEST

START_TEST(numbers_are_short)
{
	static const struct {
		int64_t tenths;
		const char *written;
	} rows[] = {
		{0, "<a x=\"0\"/>"},
		{5, "<a x=\".5\"/>"},
		{10, "<a x=\"1\"/>"},
		{123, "<a x=\"12.3\"/>"},
		{-5, "<a x=\"-0.5\"/>"},
		{-20, "<a x=\"-2\"/>"},
		{INT64_MIN, "<a x=\"-922337203685477580.8\"/>"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		markup.out.size = 0;
		markup_open(&markup, "a");
		markup_tenths(&markup, "x", rows[i].tenths);
		markup_close(&markup);
		expect(rows[i].written);
	}
	markup.out.size = 0;
	markup_open(&markup, "a");
	markup_number(&markup, "x", 12500, 4);
	markup_close(&markup);
	expect("<a x=\"1.25\"/>");
}
END_TEST

START_TEST(raw_text_is_escaped)
{
	static const struct {
		const char *raw, *escaped, *ascii;
	} rows[] = {
		{"plain", "plain", "plain"},
		{"", "", ""},
		{"a<b", "a&lt;b", "a&lt;b"},
		{"\xff\xff\xff\xff\xff\xff\xff\xff",
	         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"
	         "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
	         "&#65533;&#65533;&#65533;&#65533;&#65533;&#65533;&#65533;&#65533;"},
	};
	for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
		char wanted[128];
		markup_free(&markup);
		markup_init(&markup, NULL, i % 2, false);
		markup_open(&markup, "t");
		buffer_text(markup_raw(&markup), rows[i / 2].raw);
		markup_raw_end(&markup);
		markup_close(&markup);
		snprintf(wanted, sizeof wanted, "<t>%s</t>",
		         i % 2 ? rows[i / 2].ascii : rows[i / 2].escaped);
		expect(wanted);
	}
}
END_TEST

START_TEST(fragments_are_joined)
{
	struct markup fragment;
	markup_init(&fragment, NULL, false, false);
	markup_open(&fragment, "b");
	markup_close(&fragment);
	markup_open(&markup, "a");
	markup_join(&markup, &fragment);
	markup_close(&markup);
	expect("<a><b/></a>");
	markup_open(&fragment, "b");
	markup_join(&markup, &fragment);
	ck_assert(markup.out.failed);
	markup_free(&fragment);
}
END_TEST

/* Each breaks the markup. */
static void close_none(void)
{
	markup_close(&markup);
}

static void attribute_of_none(void)
{
	markup_fixed(&markup, "x", "1");
}

static void attribute_after_content(void)
{
	markup_open(&markup, "a");
	markup_literal(&markup, "x");
	markup_number(&markup, "x", 1, 0);
}

static void element_in_value(void)
{
	markup_open(&markup, "a");
	markup_value(&markup, "x");
	markup_open(&markup, "b");
}

static void close_in_value(void)
{
	markup_open(&markup, "a");
	markup_value(&markup, "x");
	markup_close(&markup);
}

static void raw_without_end(void)
{
	markup_open(&markup, "a");
	buffer_text(markup_raw(&markup), "<");
	markup_close(&markup);
}

static void foreign_name(void)
{
	markup_open(&markup, "a");
	markup_foreign(&markup, "x=\"\" y", "1");
}

static void too_deep(void)
{
	for (int i = 0; i <= MARKUP_DEPTH; i++)
		markup_open(&markup, "a");
}

START_TEST(broken_markup_fails)
{
	static void (*const breaks[])(void) = {
		close_none,       attribute_of_none, attribute_after_content,
		element_in_value, close_in_value,    raw_without_end,
		foreign_name,     too_deep,
	};
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
		markup_free(&markup);
		setup();
		breaks[i]();
		ck_assert_msg(markup.out.failed, "breaks[%zu]", i);
		ck_assert(!markup_is_whole(&markup, 0));
	}
}
END_TEST

Suite *markup_suite(void)
{
	Suite *suite = suite_create("markup");
	TCase *tcase = tcase_create("markup");
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, elements_nest);
	tcase_add_test(tcase, lines_end_inside_tags_unless_pretty);
	tcase_add_test(tcase, values_are_escaped);
	tcase_add_test(tcase, numbers_are_short);
	tcase_add_test(tcase, raw_text_is_escaped);
	tcase_add_test(tcase, fragments_are_joined);
	tcase_add_test(tcase, broken_markup_fails);
	suite_add_tcase(suite, tcase);
	return suite;
}
