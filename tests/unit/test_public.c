/* The public face of comparisons. */
#include "reading.h"
#include "stackfold.h"

#include <math.h>

Suite *public_suite(void);

static sf_profile *runs[6];
static struct sf_error error;

static void set_up(void)
{
	static const uint64_t f[6] = {1000, 1010, 1020, 5000, 5010, 4990};
	static const uint64_t g[6] = {500, 520, 490, 510, 500, 505};
	for (int i = 0; i < 6; i++) {
		const char *const one[] = {"main", i < 3 ? "f.isra.0" : "f"};
		const char *const other[] = {"main", "g"};
		runs[i] = sf_profile_new(1);
		ck_assert_int_eq(sf_profile_add(runs[i], one, 2, &f[i], &error), SF_OK);
		ck_assert_int_eq(sf_profile_add(runs[i], other, 2, &g[i], &error), SF_OK);
	}
}

static void tear_down(void)
{
	for (int i = 0; i < 6; i++)
		sf_profile_free(runs[i]);
}

static int see(void *context, const struct sf_change *change)
{
	char line[128];
	snprintf(line, sizeof line, "%s %s %s%s\n", change->frame ? change->frame : "all",
	         change->total ? "total" : "self", change->noise ? "noise" : "changed",
	         change->counts ? "" : ", small");
	strcat(context, line);
	return 0;
}

START_TEST(compares_runs)
{
	const struct sf_compare_options options = {.match_normalized = 1};
	const char *const limits[] = {"self>100%", "total(^g$)>0"};
	sf_comparison *made;
	char seen[1024] = "";
	size_t exceeded;
	ck_assert_msg(sf_compare((const sf_profile *const *)runs, 3,
	                         (const sf_profile *const *)runs + 3, 3, &options, &made,
	                         &error) == SF_OK,
	              "%s", error.text);
	ck_assert_uint_eq(sf_profile_columns(sf_comparison_pair(made)), 2);
	ck_assert_uint_eq(sf_profile_stacks(sf_comparison_pair(made)), 2);
	ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
	ck_assert_str_eq(seen, "all total changed\nf self changed\nf total changed\ng self noise\n"
	                       "g total noise\nmain self noise, small\nmain total changed\n");
	char path[32];
	reading_put(path, "", 0);
	ck_assert_int_eq(sf_comparison_report(made, limits, 2, "text", 10, path, &exceeded, &error),
	                 SF_OK);
	ck_assert_uint_eq(exceeded, 1);
	char *text = reading_get(path);
	ck_assert_ptr_nonnull(strstr(text, "mean of 3 runs: before 1, before 2, before 3"));
	free(text);
	ck_assert_int_eq(sf_profile_write_folded(sf_comparison_pair(made), path, &error), SF_OK);
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
		const struct sf_compare_options options = {.match_normalized = 1,
		                                           .significance = rows[i].significance,
		                                           .normalize = rows[i].normalize};
		const char *const limit = "all>100%";
		sf_comparison *made;
		char seen[1024] = "";
		size_t exceeded;
		ck_assert_int_eq(sf_compare((const sf_profile *const *)runs, 1,
		                            (const sf_profile *const *)runs + 3, 1, &options, &made,
		                            &error),
		                 SF_OK);
		ck_assert_int_eq(sf_comparison_each(made, see, seen, NULL, &error), SF_OK);
		ck_assert_str_eq(seen, rows[i].seen);
		ck_assert_int_eq(
			sf_comparison_report(made, &limit, 1, NULL, 1, NULL, &exceeded, &error),
			SF_OK);
		ck_assert_uint_eq(exceeded, 1);
		ck_assert_int_eq(sf_profile_write_folded(sf_comparison_pair(made), path, &error),
		                 SF_OK);
		char *text = reading_get(path);
		ck_assert_msg(strncmp(text, rows[i].head, strlen(rows[i].head)) == 0, "%s", text);
		free(text);
		sf_comparison_free(made);
	}
	unlink(path);
}
END_TEST

START_TEST(says_what_was_counted)
{
	static const char known[] = "# event: cpu-clock;\n# unit: ns\n# samples: 3 of 1500;\n"
				    "main;f 1000\nmain;g 500\n";
	static const char foreign[] = "main;f 1000\n";
	char path[32];
	for (int i = 0; i < 2; i++) {
		const char *text = i ? foreign : known;
		const char *const one[] = {path};
		sf_profile *profile = sf_profile_new(1);
		reading_put(path, text, strlen(text));
		ck_assert_int_eq(sf_profile_read(profile, one, 1, NULL, &error), SF_OK);
		ck_assert_uint_eq(sf_profile_samples(profile, 0), i ? 0 : 3);
		ck_assert_uint_eq(sf_profile_samples(profile, 1), 0);
		if (i) {
			ck_assert_ptr_null(sf_profile_unit(profile));
			ck_assert_ptr_null(sf_profile_event(profile));
		} else {
			ck_assert_str_eq(sf_profile_unit(profile), "ns");
			ck_assert_str_eq(sf_profile_event(profile), "cpu-clock");
		}
		sf_profile_free(profile);
		unlink(path);
	}
}
END_TEST

START_TEST(refuses)
{
	sf_comparison *made;
	const sf_profile *const *side = (const sf_profile *const *)runs;
	ck_assert_int_eq(sf_compare(side, 0, side, 1, NULL, &made, &error), SF_FAILED);
	ck_assert_ptr_null(made);
	ck_assert_int_eq(sf_compare(side, 1, side, 64, NULL, &made, &error), SF_FAILED);
	struct sf_compare_options options = {.normalize = "frame:("};
	ck_assert_int_eq(sf_compare(side, 1, side, 1, &options, &made, &error), SF_FAILED);
	options = (struct sf_compare_options){.min_share = "101"};
	ck_assert_int_eq(sf_compare(side, 1, side, 1, &options, &made, &error), SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "min_share"));
	ck_assert_int_eq(sf_compare(side, 1, side + 3, 1, NULL, &made, &error), SF_OK);
	const char *const limit = "total>";
	ck_assert_int_eq(sf_comparison_report(made, &limit, 1, NULL, 1, NULL, NULL, &error),
	                 SF_FAILED);
	ck_assert_ptr_nonnull(strstr(error.text, "at byte 7"));
	ck_assert_int_eq(sf_comparison_report(made, NULL, 0, "html", 1, NULL, NULL, &error),
	                 SF_FAILED);
	sf_comparison_free(made);
	sf_comparison_free(NULL);
}
END_TEST

Suite *public_suite(void)
{
	Suite *suite = suite_create("public");
	TCase *tests = tcase_create("public");
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, compares_runs);
	tcase_add_test(tests, compares_single_runs);
	tcase_add_test(tests, says_what_was_counted);
	tcase_add_test(tests, refuses);
	suite_add_tcase(suite, tests);
	return suite;
}
