/* How a recording was made: the text that folded text carries, and how two differ. */
#include "record/flags.h"

#include <check.h>
#include <string.h>

Suite *flags_suite(void);

static struct error err;

START_TEST(text_is_taken_apart_again)
{
	struct buffer text = {0};
	struct flags flags;
	flags_begin(&text);
	flags_add(&text, "event", "cpu-clock");
	flags_add(&text, "no-children", NULL);
	flags_add(&text, "perf-args", "-m 64 'it'\\''s' \"x\"");
	flags_add(&text, "off-cpu", "");
	flags_add_program(&text, "/usr/bin/odd name");
	buffer_byte(&text, '\0');
	ck_assert(!text.failed);
	ck_assert_str_eq(text.data,
	                 "flame --event=cpu-clock --no-children "
	                 "--perf-args='-m 64 '\\''it'\\''\\'\\'''\\''s'\\'' \"x\"' --off-cpu='' "
	                 "-- 'odd name'");
	ck_assert_int_eq(flags_read(text.data, &flags, &err), STATUS_OK);
	ck_assert_uint_eq(flags.options.count, 4);
	ck_assert_str_eq(flags.options.items[0], "event=cpu-clock");
	ck_assert_str_eq(flags.options.items[1], "no-children");
	ck_assert_str_eq(flags.options.items[2], "perf-args=-m 64 'it'\\''s' \"x\"");
	ck_assert_str_eq(flags.options.items[3], "off-cpu=");
	ck_assert_str_eq(flags.program, "odd name");
	flags_free(&flags);
	buffer_free(&text);
}
END_TEST

START_TEST(other_texts_are_refused)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{"", "not recorded by flame"},
		{"perf record -e cycles", "not recorded by flame"},
		{"flame -e cycles", "'-e' is no option"},
		{"flame sort", "'sort' is no option"},
		{"flame --event='x", "'flame --event='x': a quote is not closed"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct flags flags;
		ck_assert_int_eq(flags_read(rows[i].text, &flags, &err), STATUS_FAILED);
		ck_assert_str_eq(err.text, rows[i].message);
		flags_free(&flags);
	}
	struct flags flags;
	ck_assert_int_eq(flags_read("flame --", &flags, &err), STATUS_OK);
	ck_assert(!flags.program && !flags.options.count);
	flags_free(&flags);
}
END_TEST

START_TEST(differences_are_named)
{
	static const struct {
		const char *before, *after, *difference;
	} rows[] = {
		{"flame", "flame", ""},
		{"flame --event=cycles -- a", "flame --event=cycles -- a", ""},
		{"flame --event=cycles -- a", "flame --event=cycles", ""},
		{"flame --a=1 --b=2", "flame --b=2 --a=1", ""},
		{"flame --frequency=99", "flame --frequency=997",
	         "--frequency=99 and --frequency=997"},
		{"flame --event=x --a", "flame --event=y --b",
	         "--event=x and --event=y, --a only in 1, --b only in 2"},
		{"flame --all --a=1", "flame --all-cpus --a=1",
	         "--all only in 1, --all-cpus only in 2"},
		{"flame -- sort", "flame -- grep", "programs sort and grep"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct flags before, after;
		struct buffer text = {0};
		ck_assert_int_eq(flags_read(rows[i].before, &before, &err), STATUS_OK);
		ck_assert_int_eq(flags_read(rows[i].after, &after, &err), STATUS_OK);
		flags_difference(&before, "1", &after, "2", &text);
		buffer_byte(&text, '\0');
		ck_assert_str_eq(text.data, rows[i].difference);
		buffer_free(&text);
		flags_free(&before);
		flags_free(&after);
	}
}
END_TEST

Suite *flags_suite(void)
{
	Suite *suite = suite_create("flags");
	TCase *tests = tcase_create("all");
	tcase_add_test(tests, text_is_taken_apart_again);
	tcase_add_test(tests, other_texts_are_refused);
	tcase_add_test(tests, differences_are_named);
	suite_add_tcase(suite, tests);
	return suite;
}
