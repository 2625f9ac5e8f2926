/* The counts of frames, and noise. */
#include "comparing.h"

#include "diff/causes.h"

#include <math.h>

Suite *judge_suite(void);

static struct error err;
static struct comparison comparison;
static struct judgement judgement;
static const struct normalization as_is;
static const struct judge_options usual = {.level = {5, 2}, .min_share = {1, 1}};

static void tear_down(void)
{
	judgement_free(&judgement);
	comparison_free(&comparison);
	judgement = (struct judgement){0};
	comparison = (struct comparison){0};
}

static void judge(const char *const *texts, unsigned before, unsigned after,
                  const struct judge_options *options)
{
	tear_down();
	ck_assert_msg(compare_texts(texts, before, after, &as_is, &comparison, &err) == STATUS_OK,
	              "%s", err.text);
	ck_assert_int_eq(judgement_make(&comparison, options, &judgement, &err), STATUS_OK);
}

static struct change change_of(const char *name, enum measure measure)
{
	return judgement_change(&judgement, frame_id(&comparison, name), measure);
}

static void check_change(const char *name, enum measure measure, uint64_t before, uint64_t after)
{
	struct change change = change_of(name, measure);
	ck_assert_msg(change.before == before && change.after == after, "%s: %llu, %llu", name,
	              (unsigned long long)change.before, (unsigned long long)change.after);
}

/* main: 3 + 4 + 5 + 6; f is three times in a stack, which counts once. */
START_TEST(self_and_total)
{
	static const char *const texts[] = {"main 3\nmain;f 4\nmain;f;f;g;f 5\nmain;g 6\n",
	                                    "main;f;g 10\n"};
	const struct judge_options untested = {.min_share = {1, 1}, .untested = true};
	judge(texts, 1, 1, &untested);
	check_change("main", MEASURE_SELF, 3, 0);
	check_change("main", MEASURE_TOTAL, 18, 10);
	check_change("f", MEASURE_SELF, 9, 0);
	check_change("f", MEASURE_TOTAL, 9, 10);
	check_change("g", MEASURE_SELF, 6, 10);
	check_change("g", MEASURE_TOTAL, 11, 10);
	struct change all = judgement_change(&judgement, CHANGE_ALL, MEASURE_TOTAL);
	ck_assert_uint_eq(all.before, 18);
	ck_assert_uint_eq(all.after, 10);
	ck_assert(!judgement_tests(&judgement) && !all.noise && isnan(all.adjusted));
	ck_assert(!change_of("f", MEASURE_TOTAL).noise);
}
END_TEST

START_TEST(a_profile_with_itself)
{
	static const char *const texts[] = {"a;b 3\na 4\nc;b;d 5\n", "a;b 3\na 4\nc;b;d 5\n"};
	judge(texts, 1, 1, &usual);
	for (uint32_t f = 0; f < comparison.pair.frames.count; f++)
		for (int m = 0; m < MEASURES; m++) {
			struct change change = judgement_change(&judgement, f, (enum measure)m);
			ck_assert_uint_eq(change.before, change.after);
		}
}
END_TEST

START_TEST(swapped_sides)
{
	static const char *const texts[] = {"a;b 3\na 4\nc;b;d 5\n", "a;b 30\ne 7\n", "a 9\n",
	                                    "a 12\ne 4\n"};
	static const char *const swapped[] = {"a 9\n", "a 12\ne 4\n", "a;b 3\na 4\nc;b;d 5\n",
	                                      "a;b 30\ne 7\n"};
	static const char *const names[] = {"a", "b", "c", "d", "e"};
	struct change changes[5][MEASURES];
	judge(texts, 2, 2, &usual);
	for (int i = 0; i < 5; i++)
		for (int m = 0; m < MEASURES; m++)
			changes[i][m] = change_of(names[i], (enum measure)m);
	judge(swapped, 2, 2, &usual);
	for (int i = 0; i < 5; i++)
		for (int m = 0; m < MEASURES; m++) {
			struct change change = change_of(names[i], (enum measure)m);
			ck_assert_uint_eq(change.before, changes[i][m].after);
			ck_assert_uint_eq(change.after, changes[i][m].before);
			ck_assert(isnan(change.p) == isnan(changes[i][m].p));
			if (isnan(change.p))
				continue;
			ck_assert_double_eq(change.p, changes[i][m].p);
			ck_assert_double_eq(change.adjusted, changes[i][m].adjusted);
		}
}
END_TEST

/* One stack: f, self and total of it, and all counts are the same test, which SciPy gives as
 * stats.ttest_ind(2 * sqrt([201.375, 230.375, 260.375]), 2 * sqrt([400.375, 441.375, 485.375])). */
START_TEST(tested_as_scipy)
{
	static const char *const texts[] = {"f 201\n", "f 230\n", "f 260\n",
	                                    "f 400\n", "f 441\n", "f 485\n"};
	judge(texts, 3, 3, &usual);
	ck_assert(judgement_tests(&judgement));
	ck_assert_uint_eq(judgement.tests, 2);
	struct change change = change_of("f", MEASURE_SELF);
	ck_assert_double_eq_tol(change.p, 0.0019516751935763597, 1e-12);
	ck_assert_double_eq_tol(change.adjusted, change.p, 1e-15);
	ck_assert(!change.noise);
	const struct judge_options strict = {.level = {1, 4}, .min_share = {1, 1}};
	judge(texts, 3, 3, &strict);
	ck_assert(change_of("f", MEASURE_SELF).noise);
}
END_TEST

/* However many frames there are: as a limit on it is. */
START_TEST(the_sum_is_tested_alone)
{
	static const char *const texts[] = {"a 100\nb 104\nc 99\nd 98\n",
	                                    "a 140\nb 120\nc 118\nd 103\n"};
	judge(texts, 1, 1, &usual);
	struct change change = judgement_change(&judgement, CHANGE_ALL, MEASURE_TOTAL);
	ck_assert_uint_eq(judgement.tests, 8);
	ck_assert_double_eq(change.adjusted, change.p);
	ck_assert(!change.noise);
}
END_TEST

/* Sums of a fixed period are tested as the counts are that they stand for. */
START_TEST(periods_are_counts)
{
	static const char *const counts[] = {"f 2\ng 90\n", "f 3\ng 80\n", "f 9\ng 85\n",
	                                     "f 8\ng 91\n"};
	static const char *const sums[] = {"f 2000\ng 90000\n", "f 3000\ng 80000\n",
	                                   "f 9000\ng 85000\n", "f 8000\ng 91000\n"};
	judge(counts, 2, 2, &usual);
	double p = change_of("f", MEASURE_SELF).p;
	judge(sums, 2, 2, &usual);
	ck_assert_double_eq_tol(change_of("f", MEASURE_SELF).p, p, 1e-12);
}
END_TEST

/* A sample weighs what the profile says, or what all weights have in common. */
START_TEST(samples_of_single_runs)
{
	static const struct {
		const char *texts[2];
		double before, after; /* samples, 0: not tested */
	} rows[] = {
		{{"# samples: 25 of 2500;\nf 700\ng 300\n", "# samples: 20 of 1000;\nf 200\n"},
	         10,
	         4},
		{{"# unit: samples\nf 700\ng 300\n", "# unit: samples\nf 200\n"}, 1000, 200},
		{{"f 700\ng 300\n", "f 200\n"}, 1000, 200}, /* too few weights to see a period */
		{{"a 70\nb 30\nc 10\nd 50\n", "a 80\nb 30\nc 10\nd 20\n"}, 16, 14},
		{{"a 70\nb 30\nc 10\nd 50\n", "a 81\nb 30\nc 10\nd 20\n"}, 16, 141},
		{{"# unit: ns\na 70\nb 30\n", "# unit: ns\na 80\nb 30\n"}, 0, 0},
		{{"# unit: ns\n# samples: 5 of 50;\na 70\n", "# unit: ns\na 80\nb 30\n"}, 0, 0},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		judge(rows[i].texts, 1, 1, &usual);
		ck_assert_int_eq(judgement_tests(&judgement), rows[i].before > 0);
		ck_assert_double_eq(testing_samples(&judgement.testing, DIFF_BEFORE),
		                    rows[i].before);
		ck_assert_double_eq(testing_samples(&judgement.testing, DIFF_AFTER), rows[i].after);
	}
}
END_TEST

/* One run on one side only: those of the other are added up. */
START_TEST(one_run_beside_several)
{
	static const char *const texts[] = {"f 100\ng 901\n", "f 150\ng 900\n", "f 152\ng 903\n"};
	judge(texts, 1, 2, &usual);
	ck_assert_int_eq(judgement.testing.kind, TEST_COUNTING);
	ck_assert_double_eq_tol(change_of("f", MEASURE_SELF).p,
	                        rates_test(100, 302, 2. / 3, TAIL_BOTH), 1e-12);
	ck_assert_double_eq_tol(change_of("g", MEASURE_SELF).p,
	                        rates_test(901, 1803, 2. / 3, TAIL_BOTH), 1e-12);
}
END_TEST

START_TEST(small_frames_are_left_out)
{
	static const char *const texts[] = {"f 999\ng 1\n", "f 999\ng 1\n", "f 999\ng 1\n",
	                                    "f 997\ng 3\n"};
	const struct judge_options options = {.level = {5, 2}, .min_share = {3, 1}}; /* 0.3 % */
	judge(texts, 2, 2, &options);
	struct change change = change_of("g", MEASURE_TOTAL);
	ck_assert(judgement_counts(&judgement, &change) == false);
	ck_assert(!isnan(change.p)); /* 0.1 % and 0.2 % come to 0.3 % */
	const struct judge_options less = {.level = {5, 2}, .min_share = {2, 1}};
	judge(texts, 2, 2, &less);
	change = change_of("g", MEASURE_TOTAL);
	ck_assert(judgement_counts(&judgement, &change));
	const struct judge_options more = {.level = {5, 2}, .min_share = {4, 1}};
	judge(texts, 2, 2, &more);
	change = change_of("g", MEASURE_TOTAL);
	ck_assert(isnan(change.p) && change.noise);
}
END_TEST

START_TEST(marks_say_what_changed)
{
	static const char *const texts[] = {
		"main;f 1000\nmain;g 1000\n", "main;f 1010\nmain;g 1020\n",
		"main;f 1020\nmain;g 990\n",  "main;f 5000\nmain;g 1010\n",
		"main;f 5010\nmain;g 1000\n", "main;f 4990\nmain;g 1005\n"};
	struct buffer text = {0};
	judge(texts, 3, 3, &usual);
	ck_assert_int_eq(judgement_mark(&judgement, &comparison.pair.marks, &err), STATUS_OK);
	marks_write(&comparison.pair.marks, &text);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, "# compared 3 3 0.05;\n# changed all;\n# changed self f;\n"
	                            "# changed total f;\n# changed total main;\n");
	buffer_free(&text);
}
END_TEST

/* Of which change each one comes; the names begin with "self " or "total ". */
static void check_causes(const char *const *texts, const char *const *names, size_t count,
                         const uint8_t *expected)
{
	const struct judge_options untested = {.min_share = {1, 1}, .untested = true};
	struct change changes[CAUSES_MOST];
	uint8_t causes[CAUSES_MOST];
	judge(texts, 1, 1, &untested);
	for (size_t i = 0; i < count; i++) {
		const enum measure measure = names[i][0] == 's' ? MEASURE_SELF : MEASURE_TOTAL;
		changes[i] = change_of(strchr(names[i], ' ') + 1, measure);
	}
	ck_assert_int_eq(causes_find(&comparison, changes, count, causes, &err), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		ck_assert_msg(causes[i] == expected[i], "%s: %u", names[i], causes[i]);
}

START_TEST(callers_come_of_what_they_call)
{
	static const char *const names[] = {"self f",     "total f",     "total run",
	                                    "total main", "total other", "self g"};
	enum { NAMES = sizeof names / sizeof *names };
	/* f took 50 more, g 5 fewer; `other` grew by itself, as its self is not in the list */
	static const char *const texts[] = {
		"main;run;f 100\nmain;run;g 20\nmain;other;x 10\nmain;other;y 10\n",
		"main;run;f 150\nmain;run;g 15\nmain;other;x 14\nmain;other;y 13\n",
	};
	check_causes(texts, names, NAMES,
	             (const uint8_t[]){CAUSE_NONE, 0, 0, 0, CAUSE_NONE, CAUSE_NONE});
	/* without f's self, the smallest total is the cause */
	check_causes(texts, (const char *const[]){"total main", "total run", "total f"}, 3,
	             (const uint8_t[]){2, 2, CAUSE_NONE});
	/* each calls the other */
	static const char *const circle[] = {"main;a;b 10\nmain;b;a 10\n",
	                                     "main;a;b 20\nmain;b;a 20\n"};
	check_causes(circle, (const char *const[]){"total a", "total b", "total main"}, 3,
	             (const uint8_t[]){CAUSE_NONE, CAUSE_NONE, 0});
	/* two causes: the larger one */
	static const char *const two[] = {"main;a 10\nmain;b 10\n", "main;a 20\nmain;b 30\n"};
	check_causes(two, (const char *const[]){"self a", "self b", "total main"}, 3,
	             (const uint8_t[]){CAUSE_NONE, CAUSE_NONE, 1});
	/* what grew below does not explain what shrank */
	static const char *const less[] = {"main;a 10\nmain;b 100\n", "main;a 20\nmain;b 50\n"};
	check_causes(less, (const char *const[]){"self a", "total main"}, 2,
	             (const uint8_t[]){CAUSE_NONE, CAUSE_NONE});
}
END_TEST

Suite *judge_suite(void)
{
	Suite *suite = suite_create("judge");
	TCase *tests = tcase_create("judge");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_test(tests, self_and_total);
	tcase_add_test(tests, a_profile_with_itself);
	tcase_add_test(tests, swapped_sides);
	tcase_add_test(tests, tested_as_scipy);
	tcase_add_test(tests, the_sum_is_tested_alone);
	tcase_add_test(tests, periods_are_counts);
	tcase_add_test(tests, samples_of_single_runs);
	tcase_add_test(tests, one_run_beside_several);
	tcase_add_test(tests, small_frames_are_left_out);
	tcase_add_test(tests, marks_say_what_changed);
	tcase_add_test(tests, callers_come_of_what_they_call);
	suite_add_tcase(suite, tests);
	return suite;
}
