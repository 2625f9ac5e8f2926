#include "store/marks.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *marks_suite(void);

static struct error err;

static void read_line(struct marks *marks, const char *line)
{
	marks_read(marks, (struct text){line, strlen(line)});
}

START_TEST(travel_as_comments)
{
	struct marks marks = {0}, again = {0};
	struct buffer text = {0};
	marks.given = true;
	marks.all = true;
	marks.runs[0] = 3;
	marks.runs[1] = 12;
	marks.level = (struct decimal){5, 2};
	marks_add(&marks, MARK_SELF, "f 5", 3);
	marks_add(&marks, MARK_TOTAL, "operator()(int)", 15);
	marks_write(&marks, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, "# compared 3 12 0.05;\n# changed all;\n# changed self f 5;\n"
	                            "# changed total operator()(int);\n");
	for (char *line = strtok(text.data, "\n"); line; line = strtok(NULL, "\n"))
		read_line(&again, line);
	ck_assert(again.given && again.all);
	ck_assert_uint_eq(again.runs[0], 3);
	ck_assert_uint_eq(again.runs[1], 12);
	ck_assert_uint_eq(again.level.value, 5);
	ck_assert_uint_eq(again.level.places, 2);

	struct frames frames = {0};
	uint32_t f = frames_intern(&frames, "f 5", 3);
	uint32_t g = frames_intern(&frames, "g", 1);
	uint32_t call = frames_intern(&frames, "operator()(int)", 15);
	uint8_t *flags;
	ck_assert_int_eq(marks_by_frame(&again, &frames, &flags, &err), STATUS_OK);
	ck_assert_uint_eq(flags[f], MARK_SELF);
	ck_assert_uint_eq(flags[g], 0);
	ck_assert_uint_eq(flags[call], MARK_TOTAL);
	free(flags);
	frames_free(&frames);
	marks_free(&marks);
	marks_free(&again);
	buffer_free(&text);
}
END_TEST

START_TEST(other_comments_are_none)
{
	static const char *const lines[] = {"# compared 3 3;",     "# compared 3 3 x;",
	                                    "# compared 3 3 0.05", "# compared 3 3 0.05 1;",
	                                    "# changed",           "#",
	                                    "# made by hand"};
	struct marks marks = {0};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		read_line(&marks, lines[i]);
	struct frames frames = {0};
	uint8_t *flags;
	ck_assert(!marks.given && !marks.all && !marks.names.size);
	ck_assert_int_eq(marks_by_frame(&marks, &frames, &flags, &err), STATUS_OK);
	ck_assert_ptr_null(flags);
}
END_TEST

START_TEST(both_measures_and_merging)
{
	struct marks one = {0}, two = {0};
	read_line(&one, "# compared 2 2 0.01;");
	read_line(&one, "# changed self f;");
	read_line(&two, "# changed total f;");
	read_line(&two, "# changed all;");
	marks_merge(&one, &two);
	struct frames frames = {0};
	frames_intern(&frames, "f", 1);
	uint8_t *flags;
	ck_assert_int_eq(marks_by_frame(&one, &frames, &flags, &err), STATUS_OK);
	ck_assert_uint_eq(flags[0], MARK_SELF | MARK_TOTAL);
	ck_assert(one.all);
	free(flags);
	frames_free(&frames);
	marks_free(&one);
	marks_free(&two);
}
END_TEST

Suite *marks_suite(void)
{
	Suite *suite = suite_create("marks");
	TCase *tests = tcase_create("marks");
	tcase_add_test(tests, travel_as_comments);
	tcase_add_test(tests, other_comments_are_none);
	tcase_add_test(tests, both_measures_and_merging);
	suite_add_tcase(suite, tests);
	return suite;
}
