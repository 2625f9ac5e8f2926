/* Titles of frames in flame graphs, taken apart; each stands in a longer text, as in a file. */
#include "formats/svg/titles.h"

#include <check.h>
#include <string.h>

Suite *svg_titles_suite(void);

static struct text before_bar(const char *text)
{
	return (struct text){text, strcspn(text, "|")};
}

/* A "|" ends the text; what comes after it must not be seen. */
static const struct {
	const char *text;
	bool number;
	uint64_t value;
	const char *left;
} numbers[] = {
	{"12|3", true, 12, ""},
	{"1,234 samples|", true, 1234, " samples"},
	{"12,|3", true, 12, ","},
	{"12, 3|", true, 12, ", 3"},
	{"18446744073709551615|", true, UINT64_MAX, ""},
	{"18446744073709551616|", false, 0, ""},
	{"184467440737095516150|", false, 0, ""},
	{",1|", false, 0, ""},
	{"|1", false, 0, ""},
};

START_TEST(numbers_with_commas)
{
	struct text text = before_bar(numbers[_i].text);
	const char *const at = text.at;
	uint64_t value = 77;
	ck_assert_int_eq(title_number(&text, &value), numbers[_i].number);
	if (numbers[_i].number) {
		ck_assert_uint_eq(value, numbers[_i].value);
		ck_assert(text_is(text, numbers[_i].left));
	} else {
		ck_assert_uint_eq(value, 77);
		ck_assert_ptr_eq(text.at, at);
	}
}
END_TEST

static const struct {
	const char *text, *name, *unit;
	unsigned said;
	uint64_t count, samples, before, after;
	int64_t change;
} titles[] = {
	{"f (12 samples, 5.67%)|", "f", "samples", TITLE_COUNT, 12, 0, 0, 0, 0},
	{"f (1,234 samples, 100%)|", "f", "samples", TITLE_COUNT | TITLE_WHOLE, 1234, 0, 0, 0, 0},
	{"f (12 samples, 200%)|", "f", "samples", TITLE_COUNT, 12, 0, 0, 0, 0},
	{"f (12 samples, 1000%)|", "f", "samples", TITLE_COUNT, 12, 0, 0, 0, 0},
	{"f (g) (1) (7 x, 1.5%)|", "f (g) (1)", "x", TITLE_COUNT, 7, 0, 0, 0, 0},
	{"f (3.75 ms, 1%)|", "f", "ms", TITLE_COUNT, 3, 0, 0, 0, 0},
	{"f (451 ms, 225 samples, 12.34%)|", "f", "ms, 225 samples", TITLE_COUNT | TITLE_SAMPLES,
         451, 225, 0, 0, 0},
	{"f (451 ms, 1 sample, 12.34%)|", "f", "ms, 1 sample", TITLE_COUNT | TITLE_SAMPLES, 451, 1,
         0, 0, 0},
	{"f (451 ms, 225 bytes, 12.34%)|", "f", "ms, 225 bytes", TITLE_COUNT, 451, 225, 0, 0, 0},
	{"f (5 samples, 5%; +0.12%)|", "f", "samples", TITLE_COUNT | TITLE_CHANGE, 5, 0, 0, 0, 12},
	{"f (5 samples, 5%; -3.4%)|", "f", "samples", TITLE_COUNT | TITLE_CHANGE, 5, 0, 0, 0, -340},
	{"f (5 samples, 5%; 3.45678%)|", "f", "samples", TITLE_COUNT | TITLE_CHANGE, 5, 0, 0, 0,
         345},
	{"f (5 samples, 5%; 9223372036854776%)|", "f", "samples", TITLE_COUNT, 5, 0, 0, 0, 0},
	{"f (5 samples, 5%; 1.2)|", "f", "samples", TITLE_COUNT, 5, 0, 0, 0, 0},
	{"f (5 samples, 5%; total 10 to 15: +5, +50%)|", "f", "samples", TITLE_COUNT | TITLE_SIDES,
         5, 0, 10, 15, 0},
	{"f (5 samples, 5%; total and self 10: +0)|", "f", "samples", TITLE_COUNT | TITLE_SIDES, 5,
         0, 10, 10, 0},
	{"f (5 samples, 5%; total 10 to x: 1)|", "f", "samples", TITLE_COUNT, 5, 0, 10, 10, 0},
	{"f (5 samples, 5%; total 10 to 15)|", "f", "samples", TITLE_COUNT, 5, 0, 10, 15, 0},
	/* no titles of frames */
	{"f|(1 x, 2%)", "f", "", 0, 0, 0, 0, 0, 0},
	{"f(1 x, 2%)|", "f(1 x, 2%)", "", 0, 0, 0, 0, 0, 0},
	{"f (x, 2%)|", "f (x, 2%)", "", 0, 0, 0, 0, 0, 0},
	{"f (1 x, 2)|%", "f (1 x, 2)", "", 0, 0, 0, 0, 0, 0},
	{"f (1 x 2%)|", "f (1 x 2%)", "", 0, 0, 0, 0, 0, 0},
	{"f (1, 2%)|", "f (1, 2%)", "", 0, 0, 0, 0, 0, 0},
	{"f (1 x, %)|", "f (1 x, %)", "", 0, 0, 0, 0, 0, 0},
	{"2%)|", "2%)", "", 0, 0, 0, 0, 0, 0},
	{" (1 x, 2%)|", "", "x", TITLE_COUNT, 1, 0, 0, 0, 0},
};

START_TEST(titles_of_frames)
{
	const struct title title = title_read(before_bar(titles[_i].text));
	ck_assert_msg(text_is(title.name, titles[_i].name), "%s: %.*s", titles[_i].text,
	              (int)title.name.size, title.name.at);
	ck_assert_msg(title.said == titles[_i].said, "%s: %u", titles[_i].text, title.said);
	ck_assert_uint_eq(title.before, titles[_i].before);
	ck_assert_uint_eq(title.after, titles[_i].after);
	ck_assert_int_eq(title.change, titles[_i].change);
	ck_assert_uint_eq(title.samples, titles[_i].samples);
	if (title.said & TITLE_COUNT) {
		ck_assert_uint_eq(title.count, titles[_i].count);
		ck_assert(text_is(title.unit, titles[_i].unit));
	}
}
END_TEST

Suite *svg_titles_suite(void)
{
	Suite *suite = suite_create("svg_titles");
	TCase *tests = tcase_create("svg_titles");
	tcase_add_loop_test(tests, numbers_with_commas, 0, (int)(sizeof numbers / sizeof *numbers));
	tcase_add_loop_test(tests, titles_of_frames, 0, (int)(sizeof titles / sizeof *titles));
	suite_add_tcase(suite, tests);
	return suite;
}
