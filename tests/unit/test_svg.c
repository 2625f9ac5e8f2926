#include "render/attributes.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "render/render.h"

#include "stack_text.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *svg_suite(void);

static struct error err;

/* What an escaping function makes of a text. */
static const char *made(void (*escape)(struct buffer *, const char *, size_t, bool),
                        const char *text, bool ascii)
{
	static char result[256];
	struct buffer buffer = {0};
	escape(&buffer, text, strlen(text), ascii);
	buffer_byte(&buffer, '\0');
	ck_assert_uint_lt(buffer.size, sizeof result);
	memcpy(result, buffer.data, buffer.size);
	buffer_free(&buffer);
	return result;
}

START_TEST(text_is_escaped)
{
	static const struct {
		const char *text, *escaped;
	} rows[] = {
		{"plain", "plain"},
		{"<a href='x'>&\"", "&lt;a href=&#39;x&#39;&gt;&amp;&quot;"},
		{"\x01\x7f", "\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"a\tb\nc", "a\tb\nc"},
		{"na\303\257ve", "na\303\257ve"},
		{"\xff", "\xEF\xBF\xBD"},                                 /* no UTF-8 */
		{"\xc0\xaf", "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* longer than need be */
		{"\xe6\x97", "\xEF\xBF\xBD\xEF\xBF\xBD"},                 /* truncated */
		{"\xed\xa0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"}, /* half a pair */
		{"\xef\xbf\xbe", "\xEF\xBF\xBD"},                         /* U+FFFE */
		{"\xc2\x85", "\xEF\xBF\xBD"},                             /* a control character */
		{"\xf0\x9f\x94\xa5", "\xf0\x9f\x94\xa5"},
		{"\xe2\x80\xae", "\xEF\xBF\xBD"}, /* right to left from here */
		{"\xe2\x81\xa6", "\xEF\xBF\xBD"},
		{"\xe2\x80\xaa", "\xEF\xBF\xBD"},
		{"\xe2\x81\xa9", "\xEF\xBF\xBD"},
		/* their neighbours */
		{"\xe2\x80\xa9", "\xe2\x80\xa9"},
		{"\xe2\x80\xaf", "\xe2\x80\xaf"},
		{"\xe2\x81\xa5", "\xe2\x81\xa5"},
		{"\xe2\x81\xaa", "\xe2\x81\xaa"},
		{"\xed\x9f\xbf", "\xed\x9f\xbf"},
		{"\xee\x80\x80", "\xee\x80\x80"},
		{"\xed\xbf\xbf", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xef\xbf\xbd", "\xef\xbf\xbd"},
		{"\xef\xbf\xbf", "\xEF\xBF\xBD"},
		{"\x1f ~\x7f", "\xEF\xBF\xBD ~\xEF\xBF\xBD"},
		{"\xc2\x80\xc2\x9f", "\xEF\xBF\xBD\xEF\xBF\xBD"},
		{"\xc2\xa0", "\xc2\xa0"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		ck_assert_str_eq(made(escape_text, rows[i].text, false), rows[i].escaped);
	ck_assert_str_eq(made(escape_text, "\303\257\xff", true), "&#239;&#65533;");
}
END_TEST

START_TEST(comments_hold_no_double_hyphen)
{
	ck_assert_str_eq(made(escape_comment, "a--b", false), "a- -b");
	ck_assert_str_eq(made(escape_comment, "--->", false), " - - ->");
	ck_assert_str_eq(made(escape_comment, "a-", false), "a- ");
}
END_TEST

START_TEST(characters_are_counted)
{
	ck_assert_uint_eq(utf8_count("\303\257\xff"
	                             "a",
	                             4, 10),
	                  3);
	ck_assert_uint_eq(utf8_count("abcdef", 6, 4), 4);
	ck_assert_uint_eq(utf8_prefix("\303\257\303\257", 4, 1), 2);
	ck_assert_uint_eq(utf8_prefix("ab", 2, 5), 2);
}
END_TEST

START_TEST(styles_are_checked)
{
	static const char *const colors[] = {"#123", "#aaBBcc", "red", "rgb(1,2,3)",
	                                     "rgb(1, 20, 255)"};
	static const char *const no_colors[] = {"",         "#12",    "#12345g",     "red;",
	                                        "rgb(1,2)", "url(x)", "rgb(1,2,3);", "rgb(,,)",
	                                        "a b",      "}"};
	static const char *const fonts[] = {"Verdana", "Font09 azAZ-_", "DejaVu Sans, sans-serif",
	                                    "'A B', \"C\""};
	static const char *const no_fonts[] = {"", "a;b", "a}", "'a", "'a,b'", "</style>", "a\\"};
	for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
		ck_assert_msg(style_is_color(colors[i]), "%s", colors[i]);
	for (size_t i = 0; i < sizeof no_colors / sizeof *no_colors; i++)
		ck_assert_msg(!style_is_color(no_colors[i]), "%s", no_colors[i]);
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		ck_assert_msg(style_is_font(fonts[i]), "%s", fonts[i]);
	for (size_t i = 0; i < sizeof no_fonts / sizeof *no_fonts; i++)
		ck_assert_msg(!style_is_font(no_fonts[i]), "%s", no_fonts[i]);
}
END_TEST

/* As printf rounds, ties and near ties included. */
START_TEST(numbers_are_rounded_as_printf_does)
{
	static const double more[] = {0,   0.05, 0.25,       0.35,  0.45,
	                              2.5, 3.5,  1e9 + 0.05, -2.25, -7.77};
	uint64_t state = 1;
	for (size_t i = 0; i < 20000; i++) {
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		double value = (double)(state >> 40) / (double)(1 + (state & 1023));
		if (i % 3 == 0)
			value = (double)(state >> 44) / 20; /* near ties */
		if (i < sizeof more / sizeof *more)
			value = more[i];
		for (unsigned places = 0; places < 3; places++) {
			char expected[64], got[64];
			struct buffer buffer = {0};
			fixed_append(&buffer, fixed_round(value, places), places);
			snprintf(got, sizeof got, "%.*s", (int)buffer.size, buffer.data);
			snprintf(expected, sizeof expected, "%.*f", (int)places, value);
			if (strcmp(got, expected) != 0) /* 60,000 assertions take long */
				ck_abort_msg("%s, not %s", got, expected);
			buffer_free(&buffer);
		}
	}
	ck_assert_int_eq(fixed_round(NAN, 1), 0);
	ck_assert_int_eq(fixed_round(INFINITY, 1), 0);
}
END_TEST

static struct profile profile;
static struct layout layout;
static struct layout_options how;
static struct render_options options;
static char path[] = "/tmp/svg-XXXXXX";
static char picture[1 << 18];

static void set_up(void)
{
	profile_init(&profile, 1);
	how = (struct layout_options){.width = 1180, .min_width = 0.1};
	render_defaults(&options);
	options.look = look_find("classic");
	options.title = "T";
	options.no_javascript = true;
	ck_assert_int_eq(palette_open("hot", COLOR_BY_NAME, &options.palette, &err), STATUS_OK);
	strcpy(path + strlen(path) - 6, "XXXXXX");
	close(mkstemp(path));
}

static void tear_down(void)
{
	unlink(path);
	layout_free(&layout);
	profile_free(&profile);
	palette_close(options.palette);
}

static void add(const char *stack, uint64_t weight)
{
	uint32_t frames[STACK_TEXT_FRAMES];
	size_t depth = stack_text_ids(&profile.frames, stack, frames);
	struct decimal decimal = {weight, 0};
	ck_assert_int_eq(profile_add(&profile, frames, depth, &decimal, &err), STATUS_OK);
}

static void load_picture(void)
{
	FILE *file = fopen(path, "r");
	size_t size = fread(picture, 1, sizeof picture - 1, file);
	picture[size] = '\0';
	fclose(file);
}

static void draw(void)
{
	struct output output;
	ck_assert_int_eq(layout_build(&profile, &how, &layout, &err), STATUS_OK);
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	ck_assert_int_eq(renderers[0].write(&profile, &layout, 1, &options, &output, &err),
	                 STATUS_OK);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	load_picture();
}

#define HAS(part) ck_assert_msg(strstr(picture, part), "not there: %s\nin:\n%.3000s", part, picture)
#define HAS_NOT(part)                                                                              \
	ck_assert_msg(!strstr(picture, part), "there: %s\nin:\n%.3000s", part, picture)

START_TEST(frames_are_drawn)
{
	add("main;parse<int>", 1000);
	add("main;read_[k]", 234);
	draw();
	HAS("width=\"1200\" height=\"118\" viewBox=\"0 0 1200 118\"");
	HAS("<rect x=\"10\" y=\"69\" width=\"1180\" height=\"15\" fill=\"#d52709\">"
	    "<title>all (1,234 samples, 100%)</title></rect\n>");
	HAS("<title>parse&lt;int&gt; (1,000 samples, 81.04%)</title>");
	HAS("<rect x=\"10\" y=\"37\" width=\"956.2\" ");
	HAS("<rect x=\"966.2\" y=\"37\" width=\"223.8\" ");
	HAS("<title>read (234 samples, 18.96%)</title>");
	HAS("<text x=\"969.2\" y=\"47.5\" class=\"w\">read</text>"); /* on dark red */
	HAS("<text x=\"13\" y=\"63.5\">main</text>");
	HAS_NOT("_[k]");
	HAS_NOT("<script");
}
END_TEST

START_TEST(frames_alike_share_a_title)
{
	add("a;x", 100);
	add("b;x", 100);
	add("c;x", 101);
	draw();
	HAS("<g><title>x (100 samples, 33.22%)</title><rect x=\"10\" y=\"37\" width=\"392\" "
	    "height=\"15\" fill=\"#ee9924\"/><rect x=\"402\" y=\"37\" width=\"392.1\" "
	    "height=\"15\" fill=\"#ee9924\"/></g\n>");
	HAS("<title>x (101 samples, 33.55%)</title></rect\n>");
	HAS("<title>a (100 samples, 33.22%)</title></rect\n>");
}
END_TEST

START_TEST(themes)
{
	add("a", 1);
	draw();
	HAS("@media screen and (prefers-color-scheme: dark)");
	layout_free(&layout);
	options.theme = THEME_LIGHT;
	draw();
	HAS_NOT("color-scheme");
	layout_free(&layout);
	options.theme = THEME_DARK;
	draw();
	HAS_NOT("prefers-color-scheme");
	HAS("color-scheme: dark");
}
END_TEST

START_TEST(wide_names_are_cut_between_characters)
{
	add("a;\303\244\303\266\303\274\303\237\303\244\303\266\303\274\303\237", 3);
	add("b", 97); /* 35.4 px: 5 characters */
	draw();
	HAS(">\303\244\303\266\303\274..</text>");
}
END_TEST

START_TEST(factor_and_names_of_counts)
{
	options.factor = 2.5;
	options.count_name = "<b>";
	add("a", 100);
	add("b", 300);
	draw();
	HAS("<title>a (250 &lt;b&gt;, 25.00%)</title>");
	HAS("<title>all (1,000 &lt;b&gt;, 100%)</title>");
}
END_TEST

START_TEST(icicle_hangs)
{
	options.inverted = true;
	add("a", 1);
	draw();
	HAS("y=\"36\" width=\"1180\" height=\"15\" fill=\"#d52709\"><title>all");
	HAS("data-inverted=\"1\"");
}
END_TEST

START_TEST(flags_cannot_break_out)
{
	options.title = "</text><script>";
	options.name_type = "\"><script>";
	options.notes = "--><style>"; /* nothing ends a comment but this */
	options.subtitle = "]]>&";
	add("</title><script>", 1);
	draw();
	HAS_NOT("<script>");
	HAS_NOT("--><style>");
	HAS("]]&gt;&amp;");
}
END_TEST

/* The second heading stands beside the title, a letter's height from it. */
START_TEST(headings)
{
	options.look = look_find("modern");
	options.subtitle = "cpu-clock";
	options.font_size = 10;
	add("a", 1);
	draw();
	HAS("<tspan id=\"subtitle\" dx=\"10\" fill=\"#59636e\">cpu-clock</tspan>");
}
END_TEST

START_TEST(script_and_page_width)
{
	options.no_javascript = false;
	options.page_width = true;
	options.stroke_color = "black";
	add("a", 1);
	draw();
	HAS("<script type=\"text/ecmascript\"><![CDATA[");
	HAS("width=\"100%\" data-page-width=\"1\"");
	HAS("#rects rect { stroke: black;");
}
END_TEST

/* Advice that is longer than a line goes on in the next one, without the blank between. */
START_TEST(advice_is_broken_into_lines)
{
	char text[256] = "first";
	const char *const advice[] = {text, "short"};
	for (unsigned i = 0; i < 30; i++)
		strcat(text, " more");
	strcat(text, " last");
	add("main", 1);
	options.advice = advice;
	options.advice_count = 2;
	how.width = 600;
	draw();
	HAS(">first more more");
	HAS("more last</text>");
	HAS_NOT(">more last</text>");
	HAS_NOT("> more");
	HAS(">short</text>");
	const char *title = strstr(picture, ">first"), *line = strstr(title + 1, ">first");
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_null(strstr(line + 1, ">first"));
	HAS("height=\"141.6\""); /* which is more than without advice */
	layout_free(&layout);
	options.look = look_find("modern");
	draw();
	HAS("height=\"143.6\"");
}
END_TEST

START_TEST(message_is_a_picture)
{
	struct output output;
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	renderers[0].write_message("no <input>", &options, &output);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	load_picture();
	HAS("no &lt;input&gt;</text>\n</svg>\n");
}
END_TEST

/* Writes the file of attributes and reads it. */
static enum status read_attributes(const char *text, struct attributes **attributes)
{
	FILE *file = fopen(path, "w");
	fputs(text, file);
	fclose(file);
	err = (struct error){0};
	return attributes_read(path, attributes, &err);
}

START_TEST(attributes_are_written)
{
	struct attributes *attributes;
	ck_assert_int_eq(read_attributes("a\thref=https://example.org/?a&b\ttitle=\"hi <x>\"\t"
	                                 "a_extra=rel=\"a<b\"\n\nb\tid=n\tclass=k\t"
	                                 "g_extra=data-x=\"1\" data-y=\"2\"\n",
	                                 &attributes),
	                 STATUS_OK);
	options.attributes = attributes;
	add("a;b", 1);
	draw();
	HAS("<a xlink:href=\"https://example.org/?a&amp;b\" target=\"_top\" "
	    "rel=\"a&lt;b\">\n<rect");
	HAS("<title>hi &lt;x&gt;</title></rect\n></a>");
	HAS("<g id=\"n\" class=\"k\" data-x=\"1\" data-y=\"2\">\n<rect");
	HAS("</rect\n></g>");
	attributes_free(attributes);
}
END_TEST

START_TEST(bad_attributes_fail)
{
	static const char *const texts[] = {
		"a\n",
		"a\tid\n",
		"a\tname=x\n",
		"a\thref=javascript:x\n",
		"a\thref= javascript:x\n",
		"a\thref=JavaScript:x\n",
		"a\thref=data:text/html,x\n",
		"a\tg_extra=onclick=\"x\"\n",
		"a\tg_extra=ONload=\"x\"\n",
		"a\tg_extra=x=\"1\" x=\"2\"\n",
		"a\tg_extra=x=\"1\"\ta_extra=x=\"2\"\n",
		"a\ta_extra=xlink:href=\"x\"\n",
		"a\ta_extra=x:y=\"x\"\n",
		"a\tg_extra=xmlns=\"http://www.w3.org/1999/xhtml\"\n",
		"a\tg_extra=XMLNS=\"x\"\n",
		"a\tg_extra=xmlns:x=\"x\"\n",
		"a\ta_extra=xml:base=\"http://elsewhere/\"\n",
		"a\tg_extra=xml:id=\"x\"\n",
		"a\ta_extra=x=\"1\n",
		"a\ta_extra=x\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct attributes *attributes;
		ck_assert_msg(read_attributes(texts[i], &attributes) == STATUS_FAILED, "%s",
		              texts[i]);
		ck_assert_msg(strstr(err.text, ":1:") != NULL, "%s", err.text);
		ck_assert_ptr_null(attributes);
	}
}
END_TEST

Suite *svg_suite(void)
{
	Suite *suite = suite_create("svg");
	TCase *parts = tcase_create("parts");
	tcase_add_test(parts, text_is_escaped);
	tcase_add_test(parts, comments_hold_no_double_hyphen);
	tcase_add_test(parts, characters_are_counted);
	tcase_add_test(parts, styles_are_checked);
	tcase_add_test(parts, numbers_are_rounded_as_printf_does);
	suite_add_tcase(suite, parts);
	TCase *pictures = tcase_create("pictures");
	tcase_add_checked_fixture(pictures, set_up, tear_down);
	tcase_add_test(pictures, frames_are_drawn);
	tcase_add_test(pictures, frames_alike_share_a_title);
	tcase_add_test(pictures, themes);
	tcase_add_test(pictures, wide_names_are_cut_between_characters);
	tcase_add_test(pictures, factor_and_names_of_counts);
	tcase_add_test(pictures, icicle_hangs);
	tcase_add_test(pictures, flags_cannot_break_out);
	tcase_add_test(pictures, headings);
	tcase_add_test(pictures, script_and_page_width);
	tcase_add_test(pictures, advice_is_broken_into_lines);
	tcase_add_test(pictures, message_is_a_picture);
	tcase_add_test(pictures, attributes_are_written);
	tcase_add_test(pictures, bad_attributes_fail);
	suite_add_tcase(suite, pictures);
	return suite;
}
