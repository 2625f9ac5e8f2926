/* The public library: what it says about what is wrong, and what a failure leaves. */
#include "config.h"
#include "public.h"
#include "reading.h"

#include <errno.h>

Suite *public_failures_suite(void);

static struct sf_error error;

static sf_profile *read_text(const char *name, const char *text)
{
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_msg(sf_profile_read_memory(profile, name, text, strlen(text), NULL, NULL,
	                                     &error) == SF_OK,
	              "%s", error.text);
	return profile;
}

/* Adding up is done as a whole or not at all, so that it can be tried again. */
START_TEST(a_merge_that_fails_changes_nothing)
{
	static const struct {
		const char *into, *from;
	} rows[] = {
		{"m 18446744073709551615\n", "a 1\nm 1\nz 1\n"},
		{"# samples: 3 of 18446744073709551610 ns, cpu-clock;\nm 18446744073709551610\n",
	         "# samples: 3 of 300 ns, cpu-clock;\na 300\n"},
		{"m 18446744073709551614\n", "a 0.75\nm 1.75\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_profile *into = read_text("into", rows[i].into);
		sf_profile *from = read_text("from", rows[i].from);
		char *before = folded_of(into, NULL);
		for (int again = 0; again < 2; again++) {
			ck_assert_int_eq(sf_profile_merge(into, from, &error), SF_FAILED);
			char *after = folded_of(into, NULL);
			ck_assert_str_eq(before, after);
			free(after);
		}
		free(before);
		sf_profile_free(into);
		sf_profile_free(from);
	}
	sf_profile *into = read_text("into", "m 18446744073709551614\n");
	sf_profile *from = read_text("from", "m 1\n");
	ck_assert_int_eq(sf_profile_merge(into, from, &error), SF_OK);
	char *text = folded_of(into, NULL);
	ck_assert_str_eq(text, "m 18446744073709551615\n");
	free(text);
	sf_profile_free(into);
	sf_profile_free(from);
}
END_TEST

/* What is written is read as the same, whatever the names end in. */
START_TEST(folded_text_reads_back)
{
	static const struct {
		const char *root, *leaf;
		unsigned columns;
	} rows[] = {
		{"main", "worker 3", 1}, {"main", "b 1e5", 1},   {"main", "b ", 1},
		{"main", "b  ", 2},      {"main", "phase 2", 2}, {"main", "a -5", 2},
		{"main", "a 1 2", 1},    {"main", "  ", 1},      {"PERFILE2", "x", 1},
		{"BZh9", "x", 1},        {"main", "f", 2},       {"main", "x .5", 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_profile *profile = sf_profile_new(rows[i].columns, &error);
		sf_profile *again = sf_profile_new(1, &error);
		const char *const frames[] = {rows[i].root, rows[i].leaf};
		const uint64_t weights[] = {700, 800};
		ck_assert_int_eq(sf_profile_add(profile, frames, 2, weights, &error), SF_OK);
		char *text = folded_of(profile, NULL);
		ck_assert_msg(sf_profile_read_memory(again, "text", text, strlen(text), NULL, NULL,
		                                     &error) == SF_OK,
		              "%s: %s", text, error.text);
		ck_assert_msg(sf_profile_columns(again) == rows[i].columns, "%s", text);
		char *second = folded_of(again, NULL);
		ck_assert_str_eq(text, second);
		free(text);
		free(second);
		sf_profile_free(profile);
		sf_profile_free(again);
	}
}
END_TEST

/* The comment is believed where it is true of the lines only. */
START_TEST(stated_columns)
{
	static const struct {
		const char *text, *result;
	} rows[] = {
		{"# columns: 1;\na;w 3 700\n", "# columns: 1;\na;w 3 700\n"},
		{"# columns: 2;\na;w 3\n", "a;w 3\n"},
		{"# columns: 1;\n# columns: 2;\na;w 3 700\n", "a;w 3 700\n"},
		{"# columns: 65;\na;w 3\n", "a;w 3\n"},
		{"# columns: 1.5;\na;w 3\n", "a;w 3\n"},
		{"# columns: 1\na;w 3 4\n", "a;w 3 4\n"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_profile *profile = read_text("text", rows[i].text);
		char *text = folded_of(profile, NULL);
		ck_assert_str_eq(text, rows[i].result);
		free(text);
		sf_profile_free(profile);
	}
}
END_TEST

/* Numbers are passed on without exponents, which some options refuse. */
START_TEST(numbers_have_no_exponent)
{
	static const struct {
		const char *name;
		double number;
		int compares;
	} rows[] = {
		{"total", 1e15, 0},         {"total", 1e18, 0},    {"minwidth", 0.00001, 0},
		{"significance", 5e-05, 1}, {"fontsize", 12.5, 0}, {"factor", 1e-7, 0},
	};
	const sf_profile *one = runs[0], *other = runs[3];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_options *options = sf_options_new(&error);
		sf_comparison *made = NULL;
		ck_assert_msg(sf_options_set_number(options, rows[i].name, rows[i].number,
		                                    &error) == SF_OK,
		              "%s", error.text);
		sf_status status = rows[i].compares
		                           ? sf_compare(&one, 1, &other, 1, options, &made, &error)
		                           : sf_profile_write_svg(runs[0], "/dev/null", options,
		                                                  &error);
		ck_assert_msg(status == SF_OK, "%s: %s", rows[i].name, error.text);
		sf_comparison_free(made);
		sf_options_free(options);
	}
	sf_options *options = sf_options_new(&error);
	ck_assert_int_eq(sf_options_set_number(options, "height", 0.0 / 0.0, &error), SF_FAILED);
	ck_assert_int_eq(sf_options_set_number(options, "height", -1, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "'-1'"));
	ck_assert_int_eq(sf_options_set_number(options, "threads", 0.25, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "'0.25'"));
	sf_options_free(options);
}
END_TEST

static ptrdiff_t fail_to_read(void *context, void *bytes, size_t size)
{
	(void)bytes, (void)size;
	errno = *(int *)context;
	return -1;
}

/* The reason for a failed read is the true one. */
START_TEST(reasons_of_failed_reads)
{
	sf_profile *profile = sf_profile_new(1, &error);
	int reason = 0;
	errno = ENOSPC;
	ck_assert_int_eq(sf_profile_read_fd(profile, "in", -1, NULL, NULL, &error), SF_FAILED);
	ck_assert_str_eq(error.text, "in: Bad file descriptor");
	sf_profile_read_from(profile, "f", fail_to_read, &reason, NULL, NULL, &error);
	ck_assert_str_eq(error.text, "f: Input/output error");
	reason = ENOSPC;
	sf_profile_read_from(profile, "f", fail_to_read, &reason, NULL, NULL, &error);
	ck_assert_str_eq(error.text, "f: No space left on device");
	sf_profile_free(profile);
}
END_TEST

/* The place is known whatever the name looks like, and a long one leaves room for the reason. */
START_TEST(places_of_odd_names)
{
	static const size_t sizes[] = {5, 300, 1099, 4000};
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_int_eq(sf_profile_read_memory(profile, "a\tb", "x", 1, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.place, "a\tb");
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char *name = malloc(sizes[i] + 1);
		memset(name, 'x', sizes[i]);
		name[sizes[i]] = '\0';
		static const char text[] = "a 1\na 99999999999999999999999\n";
		ck_assert_int_eq(sf_profile_read_memory(profile, name, text, strlen(text), NULL,
		                                        NULL, &error),
		                 SF_FAILED);
		ck_assert_msg(strstr(error.text, "does not fit 64 bits") != NULL, "%s", error.text);
		ck_assert_uint_eq(error.line, 2);
		ck_assert_uint_eq(strlen(error.place), sizes[i] < 255 ? sizes[i] : 255);
		ck_assert_int_eq(strncmp(error.place, name, strlen(error.place)), 0);
		free(name);
	}
	sf_options *options = sf_options_new(&error);
	ck_assert_int_eq(sf_options_set(options, "Width", "1", &error), SF_FAILED);
	ck_assert_str_eq(error.place, "Width");
	sf_options_set(options, "format", "nope", &error);
	ck_assert_int_eq(sf_profile_read_memory(profile, "m", "a 1\n", 4, options, NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.place, "format");
	sf_options_free(options);
	sf_profile_free(profile);
}
END_TEST

/* Of several values and several profiles the wrong one is named. */
START_TEST(names_what_is_wrong)
{
	sf_options *options = OPTIONS("fail-on", "total(a)>5%", "fail-on", "total(b>7%");
	sf_profile *empty = sf_profile_new(1, &error), *two = sf_profile_new(2, &error);
	const sf_profile *one = runs[0], *many[] = {runs[3], empty}, *wide[] = {runs[0], two};
	sf_comparison *made;
	ck_assert_int_eq(sf_compare(&one, 1, &one, 1, options, &made, &error), SF_FAILED);
	ck_assert_msg(strncmp(error.text, "--fail-on 'total(b>7%': ", 24) == 0, "%s", error.text);
	ck_assert_str_eq(error.place, "fail-on");
	sf_options_free(options);
	ck_assert_int_eq(sf_compare(&one, 1, many, 2, NULL, &made, &error), SF_FAILED);
	ck_assert_str_eq(error.place, "after 2");
	ck_assert_int_eq(strncmp(error.text, "after 2: ", 9), 0);
	ck_assert_int_eq(sf_compare(wide, 2, &one, 1, NULL, &made, &error), SF_FAILED);
	ck_assert_str_eq(error.place, "before 2");
	sf_profile_free(empty);
	sf_profile_free(two);
}
END_TEST

/* Arguments that are wrong are refused, and change nothing. */
START_TEST(wrong_arguments)
{
	sf_profile *profile = sf_profile_new(1, &error);
	ck_assert_int_eq(sf_profile_write_svg_to(profile, keep, NULL, NULL, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "no stacks"));
	ck_assert_int_eq(sf_profile_measured(profile, "cpu-clock", "ns", 5, &error), SF_FAILED);
	ck_assert_ptr_null(sf_profile_unit(profile));
	ck_assert_int_eq(sf_profile_measured(profile, "cpu-clock", "ns", 0, &error), SF_OK);
	ck_assert_int_eq(sf_profile_describe(profile, "f", SF_CODE_USER | 1 << 7, NULL, &error),
	                 SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "there is no kind of code 128"));
	ck_assert_int_eq(sf_profile_write_folded_to(runs[0], NULL, NULL, NULL, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_write_svg_to(runs[0], NULL, NULL, NULL, &error), SF_FAILED);
	ck_assert_int_eq(sf_profile_read_from(profile, "f", NULL, NULL, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_str_eq(error.place, "f");
	ck_assert_uint_eq(sf_account_count(NULL, SF_COUNT_SAMPLES), 0);
	ck_assert_ptr_null(sf_account_event(NULL, 0, NULL, NULL));
	sf_profile_free(profile);
}
END_TEST

#ifdef HAVE_ELFUTILS
struct watched {
	uint64_t done, total;
	int calls;
};

static int watch(void *context, uint64_t done, uint64_t total)
{
	struct watched *watched = context;
	ck_assert_uint_ge(done, watched->done);
	ck_assert_uint_le(done, total);
	*watched = (struct watched){done, total, watched->calls + 1};
	return 0;
}

/* Progress never goes back and ends at the total. */
START_TEST(progress_goes_on)
{
	static const char *const paths[] = {TESTDATA "/good-arm64-frame-pointers.data",
	                                    TESTDATA "/good-arm64-dwarf.data"};
	for (size_t i = 0; i < 3; i++) {
		sf_profile *profile = sf_profile_new(1, &error);
		sf_options *options = sf_options_new(&error);
		struct watched watched = {0, 0, 0};
		sf_options_on_progress(options, watch, &watched);
		if (i == 2)
			sf_options_set(options, "time", "10%,90%", &error);
		sf_status status = sf_profile_read(profile, paths, i == 1 ? 2 : 1, options, NULL,
		                                   &error);
		ck_assert_msg(status == SF_OK, "%s", error.text);
		ck_assert_int_gt(watched.calls, 1);
		ck_assert_uint_eq(watched.done, watched.total);
		sf_options_free(options);
		sf_profile_free(profile);
	}
}
END_TEST
#endif

Suite *public_failures_suite(void)
{
	Suite *suite = suite_create("public_failures");
	TCase *tests = tcase_create("public_failures");
	tcase_add_checked_fixture(tests, make_runs, free_runs);
	tcase_add_test(tests, a_merge_that_fails_changes_nothing);
	tcase_add_test(tests, folded_text_reads_back);
	tcase_add_test(tests, stated_columns);
	tcase_add_test(tests, numbers_have_no_exponent);
	tcase_add_test(tests, reasons_of_failed_reads);
	tcase_add_test(tests, places_of_odd_names);
	tcase_add_test(tests, names_what_is_wrong);
	tcase_add_test(tests, wrong_arguments);
#ifdef HAVE_ELFUTILS
	tcase_add_test(tests, progress_goes_on);
#endif
	suite_add_tcase(suite, tests);
	return suite;
}
