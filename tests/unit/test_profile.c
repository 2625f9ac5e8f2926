/* Profiles: adding, merging, writing, trimming. */
#include "store/annotation.h"
#include "store/profile.h"
#include "edit/trim.h"

#include "stack_text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

Suite *profile_suite(void);

static struct profile profile, other;
static struct error err;

static void set_up(void)
{
	profile_init(&profile, 1);
	profile_init(&other, 1);
	err.text[0] = '\0';
}

static void tear_down(void)
{
	profile_free(&profile);
	profile_free(&other);
}

/* Adds "a;b;c"; "" has no frame. */
static enum status try_add(struct profile *to, const char *stack, uint64_t value, unsigned places)
{
	uint32_t ids[STACK_TEXT_FRAMES];
	size_t depth = stack_text_ids(&to->frames, stack, ids);
	struct decimal weights[STACKS_COLUMNS_MAX];
	for (unsigned c = 0; c < to->stacks.columns; c++)
		weights[c] = (struct decimal){value + c, places};
	return profile_add(to, ids, depth, weights, &err);
}

static void add(struct profile *to, const char *stack, uint64_t value, unsigned places)
{
	ck_assert_int_eq(try_add(to, stack, value, places), STATUS_OK);
}

static void check_written(const struct profile *from, const char *expected)
{
	char path[] = "/tmp/profile-XXXXXX", text[4096];
	int fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	struct output output;
	ck_assert_int_eq(output_open(&output, path, &err), STATUS_OK);
	ck_assert_int_eq(profile_write_folded(from, true, &output, &err), STATUS_OK);
	ck_assert_int_eq(output_close(&output, true, &err), STATUS_OK);
	FILE *file = fopen(path, "r");
	ck_assert_ptr_nonnull(file);
	text[fread(text, 1, sizeof text - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	ck_assert_str_eq(text, expected);
}

START_TEST(written_sorted)
{
	add(&profile, "b", 1, 0);
	add(&profile, "a;b;c", 2, 0);
	add(&profile, "a b", 3, 0);
	add(&profile, "a", 4, 0);
	add(&profile, "a;b", 5, 0);
	add(&profile, "b", 10, 0);
	add(&profile, "A", 0, 0);
	add(&profile, "", 7, 0); /* is not added */
	check_written(&profile, "A 0\na 4\na b 3\na;b 5\na;b;c 2\nb 11\n");
}
END_TEST

START_TEST(written_decimals)
{
	add(&profile, "a", 1, 0);
	add(&profile, "b", 105, 1);
	add(&profile, "b", 25, 2);
	add(&profile, "c", 5, 1);
	add(&profile, "c", 5, 1);
	check_written(&profile, "a 1\nb 10.75\nc 1\n");
}
END_TEST

START_TEST(written_columns)
{
	struct profile wide;
	profile_init(&wide, 3);
	add(&wide, "b;c", 10, 1);
	add(&wide, "a", 4, 0);
	check_written(&wide, "a 4 5 6\nb;c 1 1.1 1.2\n");
	profile_free(&wide);
}
END_TEST

START_TEST(written_when_empty)
{
	check_written(&profile, "");
}
END_TEST

START_TEST(merged_by_names)
{
	/* ids differ: names count */
	add(&profile, "x", 1, 0);
	add(&profile, "a;b", 2, 0);
	add(&other, "b;a", 3, 0);
	add(&other, "a;b", 45, 1);
	add(&other, "x;y;z", 6, 0);
	ck_assert_int_eq(profile_merge(&profile, &other, 0, &err), STATUS_OK);
	check_written(&profile, "a;b 6.5\nb;a 3\nx 1\nx;y;z 6\n");
	check_written(&other, "a;b 4.5\nb;a 3\nx;y;z 6\n");
	ck_assert_int_eq(profile_merge(&profile, &other, 0, &err), STATUS_OK);
	check_written(&profile, "a;b 11\nb;a 6\nx 1\nx;y;z 12\n");
}
END_TEST

START_TEST(merged_side_by_side)
{
	struct profile pair;
	profile_init(&pair, 2);
	add(&profile, "a", 1, 0);
	add(&other, "a", 5, 0);
	add(&other, "b", 7, 0);
	ck_assert_int_eq(profile_merge(&pair, &profile, 0, &err), STATUS_OK);
	ck_assert_int_eq(profile_merge(&pair, &other, 1, &err), STATUS_OK);
	check_written(&pair, "a 1 5\nb 0 7\n");
	profile_free(&pair);
}
END_TEST

START_TEST(merge_overflows)
{
	add(&profile, "a", UINT64_MAX, 0);
	add(&other, "a", 1, 0);
	ck_assert_int_eq(profile_merge(&profile, &other, 0, &err), STATUS_FAILED);
	ck_assert_str_ne(err.text, "");
	check_written(&profile, "a 18446744073709551615\n");
}
END_TEST

START_TEST(adding_overflows)
{
	add(&profile, "a", UINT64_MAX, 0);
	ck_assert_int_eq(try_add(&profile, "a", 1, 0), STATUS_FAILED);
	ck_assert_str_ne(err.text, "");
}
END_TEST

START_TEST(order_kept)
{
	profile.keep_order = true;
	add(&profile, "b", 1, 0);
	add(&profile, "a", 2, 0);
	add(&profile, "a", 3, 0);
	add(&profile, "b", 4, 0);
	ck_assert_uint_eq(profile.sequence_count, 3);
	ck_assert_uint_eq(profile.sequence[0].weight, 1);
	ck_assert_uint_eq(profile.sequence[1].weight, 5);
	ck_assert_uint_eq(profile.sequence[2].weight, 4);
	ck_assert_uint_eq(profile.sequence[2].first, 4);
	ck_assert_uint_eq(profile.sequence[0].stack, profile.sequence[2].stack);
	check_written(&profile, "a 5\nb 5\n");
}
END_TEST

static void trim(const char *first, const char *second, bool drop_others)
{
	const char *const names[] = {first, second};
	ck_assert_int_eq(trim_stacks(&profile, names, second ? 2 : 1, drop_others, &err),
	                 STATUS_OK);
}

START_TEST(trimmed)
{
	add(&profile, "p;start;main;work;x", 1, 0);
	add(&profile, "q;start;main;work;x", 2, 0);
	add(&profile, "p;idle", 4, 0);
	add(&profile, "p;main", 8, 0);
	add(&profile, "p;mainly;x", 16, 0);
	trim("main", NULL, false);
	check_written(&profile, "main 8\nmain;work;x 3\np;idle 4\np;mainly;x 16\n");
}
END_TEST

START_TEST(trimmed_at_the_innermost)
{
	add(&profile, "p;f;g;f;x", 1, 0);
	add(&profile, "p;g;f", 2, 0);
	trim("f", NULL, false);
	check_written(&profile, "f 2\nf;x 1\n");
	trim("x", "f", false);
	check_written(&profile, "f 2\nx 1\n");
}
END_TEST

START_TEST(trimmed_below_annotations)
{
	add(&profile, "p;sys_[k];x", 1, 0);
	add(&profile, "p;sys_[j];x", 2, 0);
	add(&profile, "p;sys_[z];x", 4, 0);
	trim("sys", NULL, false);
	check_written(&profile, "p;sys_[z];x 4\nsys_[j];x 2\nsys_[k];x 1\n");
	trim("sys_[k]", NULL, true);
	check_written(&profile, "sys_[k];x 1\n");
}
END_TEST

/* Names may hold a NUL, which is the letter of no annotation. */
START_TEST(annotations_of_names)
{
	static const struct {
		const char name[8];
		size_t size;
		char letter;
	} names[] = {
		{"f_[k]", 5, 'k'}, {"f_[j]", 5, 'j'}, {"f_[i]", 5, 'i'}, {"f_[w]", 5, 'w'},
		{"_[k]", 4, 'k'},  {"[k]", 3, 0},     {"f_[\0]", 5, 0},  {"f_[z]", 5, 0},
		{"f_[k", 4, 0},    {"f-[k]", 5, 0},   {"f_[k]x", 6, 0},  {"", 0, 0},
	};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		ck_assert_int_eq(annotation_of(names[i].name, names[i].size), names[i].letter);
}
END_TEST

START_TEST(trimmed_dropping_others)
{
	add(&profile, "p;main;x", 1, 0);
	add(&profile, "p;idle", 2, 0);
	trim("main", NULL, true);
	check_written(&profile, "main;x 1\n");
}
END_TEST

START_TEST(trimmed_in_order)
{
	profile.keep_order = true;
	add(&profile, "p;b", 1, 0);
	add(&profile, "p;a", 2, 0);
	add(&profile, "q;b", 5, 1);
	trim("b", NULL, false);
	ck_assert_uint_eq(profile.sequence_count, 3);
	ck_assert_uint_eq(profile.sequence[0].stack, profile.sequence[2].stack);
	check_written(&profile, "b 1.5\np;a 2\n");
}
END_TEST

START_TEST(trimmed_columns)
{
	struct profile wide;
	profile_init(&wide, 2);
	add(&wide, "p;b", 1, 0);
	add(&wide, "q;b", 15, 1);
	const char *const names[] = {"b"};
	ck_assert_int_eq(trim_stacks(&wide, names, 1, false, &err), STATUS_OK);
	check_written(&wide, "b 2.5 3.6\n");
	profile_free(&wide);
}
END_TEST

START_TEST(trimming_overflows)
{
	add(&profile, "p;b", UINT64_MAX, 0);
	add(&profile, "q;b", 1, 0);
	const char *const names[] = {"b"};
	ck_assert_int_eq(trim_stacks(&profile, names, 1, false, &err), STATUS_FAILED);
	ck_assert_str_ne(err.text, "");
}
END_TEST

Suite *profile_suite(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = tcase_create("profile");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, written_sorted);
	tcase_add_test(tests, written_decimals);
	tcase_add_test(tests, written_columns);
	tcase_add_test(tests, written_when_empty);
	tcase_add_test(tests, merged_by_names);
	tcase_add_test(tests, merged_side_by_side);
	tcase_add_test(tests, merge_overflows);
	tcase_add_test(tests, adding_overflows);
	tcase_add_test(tests, order_kept);
	tcase_add_test(tests, trimmed);
	tcase_add_test(tests, trimmed_at_the_innermost);
	tcase_add_test(tests, trimmed_below_annotations);
	tcase_add_test(tests, annotations_of_names);
	tcase_add_test(tests, trimmed_dropping_others);
	tcase_add_test(tests, trimmed_in_order);
	tcase_add_test(tests, trimmed_columns);
	tcase_add_test(tests, trimming_overflows);
	suite_add_tcase(suite, tests);
	return suite;
}
