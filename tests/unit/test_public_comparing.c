/* The public library: comparisons. */
#include "public.h"
#include "reading.h"

Suite *public_comparing_suite(void);

static struct sf_error error;

static int see(void *context, const struct sf_change *change)
{
	char line[128];
	snprintf(line, sizeof line, "%s %s %s%s\n", change->frame ? change->frame : "all",
	         change->total ? "total" : "self", change->noise ? "noise" : "changed",
	         change->counts ? "" : ", small");
	strcat(context, line);
	return 0;
}

static const sf_profile *const *side(int first)
{
	return (const sf_profile *const *)runs + first;
}

START_TEST(compares_runs)
{
	sf_options *options = OPTIONS("match", "normalized", "fail-on", "self>100%", "fail-on",
	                              "total(^g$)>0");
	sf_comparison *made;
	char seen[1024] = "";
	ck_assert_msg(sf_compare(side(0), 3, side(3), 3, options, &made, &error) == SF_OK, "%s",
	              error.text);
	sf_options_free(options);
	ck_assert_uint_eq(sf_profile_columns(sf_comparison_pair(made)), 2);
	ck_assert_uint_eq(sf_profile_stacks(sf_comparison_pair(made)), 2);
	ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
	ck_assert_str_eq(seen, "all total changed\nf self changed\nf total changed\ng self noise\n"
	                       "g total noise\nmain self noise, small\nmain total changed\n");
	ck_assert_ptr_nonnull(strstr(sf_comparison_exceeded(made, 0), "self>100%: self(f) grew"));
	ck_assert_ptr_null(sf_comparison_exceeded(made, 1));
	char path[32];
	reading_put(path, "", 0);
	ck_assert_int_eq(sf_comparison_write_report(made, "text", path, &error), SF_OK);
	char *text = reading_get(path);
	ck_assert_ptr_nonnull(strstr(text, "mean of 3 runs: before 1, before 2, before 3"));
	free(text);
	ck_assert_int_eq(sf_profile_write_folded(sf_comparison_pair(made), path, NULL, &error),
	                 SF_OK);
	text = reading_get(path);
	ck_assert_str_eq(text, "# compared 3 3 0.05;\n# changed all;\n# changed self f;\n"
	                       "# changed total f;\n# changed total main;\n"
	                       "main;f 1010 5000\nmain;g 503.3 505\n");
	free(text);
	unlink(path);
	sf_comparison_free(made);
}
END_TEST

/* One run a side: the chance of counting, and the sum as it was read. */
START_TEST(compares_single_runs)
{
	static const struct {
		const char *significance, *normalize;
		const char *seen, *head;
	} rows[] = {
		{NULL, "total",
	         "all total changed\nf self changed\nf total changed\ng self changed\n"
	         "g total changed\nmain self noise, small\nmain total noise\n",
	         "main;f "},
		{"off", NULL,
	         "all total changed\nf self changed\nf total changed\ng self changed\n"
	         "g total changed\nmain self changed, small\nmain total changed\n",
	         "main;f "},
		{"0.05", NULL,
	         "all total changed\nf self changed\nf total changed\ng self noise\n"
	         "g total noise\nmain self noise, small\nmain total changed\n",
	         "# compared 1 1 0.05;\n"},
	};
	char path[32];
	reading_put(path, "", 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		sf_options *options = OPTIONS("match", "normalized", "significance",
		                              rows[i].significance, "normalize", rows[i].normalize,
		                              "fail-on", "all>100%");
		sf_comparison *made;
		char seen[1024] = "";
		ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, options, &made, &error), SF_OK);
		ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
		ck_assert_str_eq(seen, rows[i].seen);
		ck_assert_ptr_nonnull(sf_comparison_exceeded(made, 0));
		ck_assert_ptr_null(sf_comparison_exceeded(made, 1));
		ck_assert_int_eq(
			sf_profile_write_folded(sf_comparison_pair(made), path, NULL, &error),
			SF_OK);
		char *text = reading_get(path);
		ck_assert_msg(strncmp(text, rows[i].head, strlen(rows[i].head)) == 0, "%s", text);
		free(text);
		sf_comparison_free(made);
		sf_options_free(options);
	}
	unlink(path);
}
END_TEST

START_TEST(refuses)
{
	sf_comparison *made;
	ck_assert_int_eq(sf_compare(side(0), 0, side(3), 1, NULL, &made, &error), SF_FAILED);
	ck_assert_ptr_null(made);
	ck_assert_int_eq(sf_compare(side(0), 1, side(3), 64, NULL, &made, &error), SF_FAILED);
	static const struct {
		const char *name, *value;
		unsigned offset;
	} wrong[] = {
		{"normalize", "frame:(", 7}, {"min-share", "101%", 0}, {"fail-on", "total>", 6},
		{"rename", "(=x", 1},        {"match", "so", 0},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		sf_options *options = OPTIONS(wrong[i].name, wrong[i].value);
		ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, options, &made, &error),
		                 SF_FAILED);
		ck_assert_str_eq(error.place, wrong[i].name);
		ck_assert_msg(error.offset == wrong[i].offset, "%s: %d", error.text,
		              (int)error.offset);
		sf_options_free(options);
	}
	/* other units */
	const char *const frames[] = {"main"};
	sf_profile *bytes = sf_profile_new(1, &error), *ns = sf_profile_new(1, &error);
	const uint64_t one = 1;
	ck_assert_int_eq(sf_profile_add(bytes, frames, 1, &one, &error), SF_OK);
	ck_assert_int_eq(sf_profile_measured(bytes, "malloc", "bytes", 1, &error), SF_OK);
	ck_assert_int_eq(sf_profile_add(ns, frames, 1, &one, &error), SF_OK);
	ck_assert_int_eq(sf_profile_measured(ns, "clock", "ns", 1, &error), SF_OK);
	const sf_profile *first = ns, *other = bytes;
	ck_assert_int_eq(sf_compare(&first, 1, &other, 1, NULL, &made, &error), SF_FAILED);
	ck_assert_ptr_null(made);
	ck_assert_ptr_nonnull(strstr(error.text, "have different units"));
	sf_options *scaled = OPTIONS("normalize", "total");
	ck_assert_int_eq(sf_compare(&first, 1, &other, 1, scaled, &made, &error), SF_OK);
	sf_options_free(scaled);
	sf_comparison_free(made);
	sf_profile_free(bytes);
	sf_profile_free(ns);
	ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, NULL, &made, &error), SF_OK);
	ck_assert_int_eq(sf_comparison_write_report(made, "html", NULL, &error), SF_FAILED);
	sf_comparison_free(made);
	sf_comparison_free(NULL);
	ck_assert_ptr_null(sf_profile_new(0, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "1 to 64 columns"));
	ck_assert_ptr_null(sf_profile_new(65, NULL));
}
END_TEST

Suite *public_comparing_suite(void)
{
	Suite *suite = suite_create("public_comparing");
	TCase *tests = tcase_create("public_comparing");
	tcase_add_checked_fixture(tests, make_runs, free_runs);
	tcase_add_test(tests, compares_runs);
	tcase_add_test(tests, compares_single_runs);
	tcase_add_test(tests, refuses);
	suite_add_tcase(suite, tests);
	return suite;
}
