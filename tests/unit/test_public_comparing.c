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

static int see_run(void *context, const struct sf_run *run)
{
	char *text = context;
	sprintf(text + strlen(text), "%d %s %llu/%u %.3g %llu\n", run->after, run->name,
	        (unsigned long long)run->weight, run->places, run->factor,
	        (unsigned long long)run->samples);
	return run->after ? 5 : 0;
}

static int see_limit(void *context, const struct sf_limit *limit)
{
	char *text = context;
	sprintf(text + strlen(text), "%s: %s %zu %zu\n", limit->rule,
	        limit->unchecked ? limit->unchecked : "checked", limit->exceeded, limit->noise);
	return 0;
}

static int see_breach(void *context, const struct sf_breach *breach)
{
	char *text = context;
	sprintf(text + strlen(text), "%zu %s %s %d %d: %s\n", breach->limit,
	        breach->noise ? "noise" : "exceeds", breach->change->frame, breach->change->total,
	        breach->change->after > breach->change->before, breach->text);
	return 0;
}

/* What reports say, as data. */
START_TEST(says_how_it_was_judged)
{
	sf_options *options = OPTIONS("match", "normalized", "fail-on", "self(^f$)>100%", "fail-on",
	                              "total(^g$)>0", "fail-on", "self(^none$)>1%");
	sf_comparison *made;
	char text[1024] = "";
	int result = 0;
	size_t tests = 0;
	double level = 0;
	ck_assert_int_eq(sf_compare(side(0), 3, side(3), 3, options, &made, &error), SF_OK);
	sf_options_free(options);
	ck_assert_int_eq(sf_comparison_test(made, &tests, &level), SF_TEST_RUNS);
	ck_assert_uint_gt(tests, 0);
	ck_assert(level > 0.0499 && level < 0.0501);
	ck_assert_int_eq(sf_comparison_each_run(made, see_run, text, &result, &error), SF_OK);
	ck_assert_int_eq(result, 5);
	ck_assert_msg(strncmp(text, "0 before 1 ", 11) == 0 && strstr(text, "\n1 after 1 "), "%s",
	              text);
	*text = '\0';
	ck_assert_int_eq(sf_comparison_each_limit(made, see_limit, text, NULL, &error), SF_OK);
	ck_assert_str_eq(text, "self(^f$)>100%: checked 1 0\ntotal(^g$)>0: checked 0 1\n"
	                       "self(^none$)>1%: names no frame 0 0\n");
	*text = '\0';
	ck_assert_int_eq(sf_comparison_each_breach(made, see_breach, text, &result, &error), SF_OK);
	ck_assert_int_eq(result, 0);
	ck_assert_msg(strncmp(text, "0 exceeds f 0 1: self(f) grew by ", 33) == 0, "%s", text);
	ck_assert_msg(strstr(text, "\n1 noise g 1 1: total(g) grew by "), "%s", text);
	sf_comparison_free(made);
	ck_assert_int_eq(sf_compare(side(0), 1, side(3), 1, NULL, &made, &error), SF_OK);
	ck_assert_int_eq(sf_comparison_test(made, NULL, NULL), SF_TEST_COUNTS);
	*text = '\0';
	ck_assert_int_eq(sf_comparison_each_run(made, see_run, text, NULL, &error), SF_OK);
	ck_assert_str_eq(text, "0 before 1 1500/0 1 1500\n1 after 1 5510/0 1 5510\n");
	ck_assert_int_eq(sf_comparison_each_breach(made, see_breach, text, &result, &error), SF_OK);
	ck_assert_int_eq(sf_comparison_each_limit(made, see_limit, text, &result, &error), SF_OK);
	sf_comparison_free(made);
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
	tcase_add_test(tests, says_how_it_was_judged);
	tcase_add_test(tests, refuses);
	suite_add_tcase(suite, tests);
	return suite;
}
