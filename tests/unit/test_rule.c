#include "comparing.h"
#include "diff/rule.h"

#include <stdio.h>

Suite *rule_suite(void);

static struct error err;

static const struct {
	const char *text;
	bool all, total, below, negative, regex;
	uint64_t limit;
	unsigned places;
	enum rule_unit unit;
} good[] = {
	{"total>5%", false, true, false, false, false, 5, 0, RULE_PERCENT},
	{"self(parse_.*)>1%", false, false, false, false, true, 1, 0, RULE_PERCENT},
	{" self ( a > b ) < -2.50 pp ", false, false, true, true, true, 25, 1, RULE_POINTS},
	{"total(operator->)>+100", false, true, false, false, true, 100, 0, RULE_COUNTS},
	{"total((a|b)\\(int\\))>0", false, true, false, false, true, 0, 0, RULE_COUNTS},
	{"all>999999.999999%", true, true, false, false, false, 999999999999, 6, RULE_PERCENT},
	{"total()>5%", false, true, false, false, true, 5, 0, RULE_PERCENT},
};

START_TEST(read)
{
	struct rule rule;
	size_t offset;
	ck_assert_msg(rule_parse(good[_i].text, &rule, &offset, &err) == STATUS_OK, "%s", err.text);
	ck_assert_int_eq(rule.all, good[_i].all);
	ck_assert_int_eq(rule.measure, good[_i].total ? MEASURE_TOTAL : MEASURE_SELF);
	ck_assert_int_eq(rule.below, good[_i].below);
	ck_assert_int_eq(rule.negative, good[_i].negative);
	ck_assert_int_eq(rule.frame != NULL, good[_i].regex);
	ck_assert_uint_eq(rule.limit.value, good[_i].limit);
	ck_assert_uint_eq(rule.limit.places, good[_i].places);
	ck_assert_int_eq(rule.unit, good[_i].unit);
	rule_free(&rule);
}
END_TEST

static const struct {
	const char *text;
	size_t offset;
	const char *message;
} bad[] = {
	{"", 0, "self, total or all"},
	{"toal>5%", 0, "self, total or all"},
	{"totals>5%", 0, "self, total or all"},
	{"total", 5, "> or <"},
	{"total 5%", 6, "> or <"},
	{"total=5%", 5, "> or <"},
	{"total(a>5%", 7, "')' is missing"},
	{"total(>5%", 6, "')' is missing"},
	{"total(a(b)>5%", 9, "parenthesis"},
	{"total(a) x>5%", 10, "')' is missing"},
	{"total>", 6, "number"},
	{"total>x%", 6, "number"},
	{"total>.5%", 6, "number"},
	{"total>--5%", 6, "number"},
	{"total>1000000", 6, "below 1000000"},
	{"total>0.1234567%", 6, "6 decimal places"},
	{"total>5pct", 7, "percentage points"},
	{"total>5% x", 7, "percentage points"},
	{"all(f)>5%", 3, "no frames"},
	{"all>5pp", 5, "use %"},
};

START_TEST(refused)
{
	struct rule rule;
	size_t offset;
	ck_assert_int_eq(rule_parse(bad[_i].text, &rule, &offset, &err), STATUS_FAILED);
	ck_assert_msg(strstr(err.text, bad[_i].message), "%s: %s", bad[_i].text, err.text);
	ck_assert_msg(offset == bad[_i].offset, "%s: offset %zu", bad[_i].text, offset);
	rule_free(&rule);
}
END_TEST

/* before: main 1000, f 100, g 880, h 20; after: main 1000, f 105, g 770, h 25, n 100. */
static const char *const texts[] = {"main;f 100\nmain;g 880\nmain;h 20\n",
                                    "main;f 105\nmain;g 770\nmain;h 25\nmain;n 100\n"};

static const struct {
	const char *rule;
	const char *breaches; /* names of frames, in order */
} judged[] = {
	{"total>5%", "n h"}, /* f grew by 5 % exactly */
	{"total>4.999999%", "n f h"},
	{"self>24.9%", "n h"},
	{"self>25%", "n"},
	{"self(h)>5%", "h"},
	{"self(^H$)>5%", ""},
	{"total<0", "g"},
	{"total<-12.5%", ""},
	{"total<-12.499%", "g"},
	{"self>10pp", ""},
	{"self>9.999999pp", "n"},
	{"self>0.5pp", "n"},
	{"self>0.499999pp", "n f h"},
	{"self<-11pp", ""},
	{"self<-10.999999pp", "g"},
	{"self>4", "n f h"},
	{"self>5", "n"},
	{"all>0%", ""},
	{"all>-0.000001%", "all"},
	{"total(main)>-1%", "main"},
	{"total>999999%", "n"},
};

static void check_judged(const char *text, const char *const *profiles, const char *expected,
                         struct decimal min_share)
{
	struct comparison comparison;
	struct judgement judgement;
	struct breaches breaches;
	struct rule rule;
	size_t offset;
	const struct normalization as_is = {0};
	const struct judge_options options = {.min_share = min_share, .untested = true};
	ck_assert_int_eq(compare_texts(profiles, 1, 1, &as_is, &comparison, &err), STATUS_OK);
	ck_assert_int_eq(judgement_make(&comparison, &options, &judgement, &err), STATUS_OK);
	ck_assert_int_eq(rule_parse(text, &rule, &offset, &err), STATUS_OK);
	ck_assert_int_eq(rules_judge(&rule, 1, &judgement, &breaches, &err), STATUS_OK);
	char names[256] = "";
	for (size_t i = 0; i < breaches.exceeded.count; i++) {
		uint32_t frame = breaches.exceeded.items[i].change.frame;
		strcat(names, i ? " " : "");
		strcat(names,
		       frame == CHANGE_ALL ? "all" : comparison.pair.frames.items[frame].name);
	}
	ck_assert_msg(strcmp(names, expected) == 0, "%s: %s, not %s", text, names, expected);
	breaches_free(&breaches);
	rule_free(&rule);
	judgement_free(&judgement);
	comparison_free(&comparison);
}

START_TEST(limits)
{
	check_judged(judged[_i].rule, texts, judged[_i].breaches, (struct decimal){0, 0});
}
END_TEST

/* h has 2.5 % after, and 2 % before. */
START_TEST(small_frames_do_not_count)
{
	check_judged("self>0", texts, "n f h", (struct decimal){25, 1});
	check_judged("self>0", texts, "n f", (struct decimal){250001, 5});
}
END_TEST

/* A rule that names frames checks them all. */
START_TEST(named_frames_count)
{
	const struct decimal all = {100, 0};
	check_judged("self(.)>0", texts, "n f h", all);
	check_judged("self(^h$)>5%", texts, "h", all);
	check_judged("total(^[fg]$)<0", texts, "g", all);
}
END_TEST

static struct breaches judge_runs_by(const struct judge_options *options, const char *text,
                                     const char *const *profiles, unsigned runs,
                                     const struct normalization *how)
{
	struct comparison comparison;
	struct judgement judgement;
	struct breaches breaches;
	struct rule rule;
	size_t offset;
	ck_assert_int_eq(compare_texts(profiles, runs, runs, how, &comparison, &err), STATUS_OK);
	ck_assert_int_eq(judgement_make(&comparison, options, &judgement, &err), STATUS_OK);
	ck_assert_int_eq(rule_parse(text, &rule, &offset, &err), STATUS_OK);
	ck_assert_int_eq(rules_judge(&rule, 1, &judgement, &breaches, &err), STATUS_OK);
	rule_free(&rule);
	judgement_free(&judgement);
	comparison_free(&comparison);
	return breaches;
}

static struct breaches judge_runs(const char *text, const char *const *profiles, unsigned runs,
                                  const struct normalization *how)
{
	const struct judge_options options = {.level = {5, 2}, .min_share = {1, 1}};
	return judge_runs_by(&options, text, profiles, runs, how);
}

static const struct normalization as_is, to_total = {.by = NORMALIZE_TOTAL};

static void check_counts(const char *text, const char *const *profiles, unsigned runs,
                         const struct normalization *how, size_t exceeded, size_t noise)
{
	struct breaches breaches = judge_runs(text, profiles, runs, how);
	ck_assert_msg(breaches.exceeded.count == exceeded && breaches.noise.count == noise,
	              "%s: %zu exceed, %zu are noise", text, breaches.exceeded.count,
	              breaches.noise.count);
	breaches_free(&breaches);
}

/* Twice the work, in the same shares. */
START_TEST(all_is_raw)
{
	static const char *const twice[] = {"f 1000\ng 3001\n", "f 2000\ng 6002\n"};
	check_counts("all>5%", twice, 1, &to_total, 1, 0);
	check_counts("all>99.99%", twice, 1, &to_total, 1, 0);
	check_counts("all>100%", twice, 1, &to_total, 0, 0);
	check_counts("all>4000", twice, 1, &to_total, 1, 0);
	check_counts("all>4001", twice, 1, &to_total, 0, 0);
	check_counts("total>5%", twice, 1, &to_total, 0, 0);
	check_counts("total>5%", twice, 1, &as_is, 2, 0);
	static const char *const runs[] = {"f 1000\n", "f 1001\n", "f 1001\n",
	                                   "f 2000\n", "f 2002\n", "f 2002\n"};
	check_counts("all>99.999999%", runs, 3, &to_total, 1, 0);
	check_counts("all>100%", runs, 3, &to_total, 0, 0);
	check_counts("all>1000", runs, 3, &to_total, 1, 0); /* by 1000 and two thirds */
	check_counts("all>1000.666666", runs, 3, &as_is, 1, 0);
	check_counts("all>1000.666667", runs, 3, &as_is, 0, 0);
}
END_TEST

/* One run a side: the chance of counting. */
START_TEST(single_runs)
{
	static const char *const runs[] = {
		"# samples: 10000 of 10000000;\nf 2000\ng 500000\nh 9498000\n",
		"# samples: 10000 of 10000000;\nf 6000\ng 700000\nh 9294000\n"};
	check_counts("self(f)>10%", runs, 1, &as_is, 0, 1); /* below min_share, but named */
	check_counts("self(g)>10%", runs, 1, &as_is, 1, 0);
	check_counts("self(g)>10%", runs, 1, &to_total, 1, 0);
	check_counts("self(g)>1pp", runs, 1, &as_is, 1, 0);
	check_counts("self(h)<0%", runs, 1, &as_is, 0, 1);
	check_counts("self(h)<0pp", runs, 1, &as_is, 1, 0); /* shares are known better */
	static const char *const few[] = {"# unit: samples\nf 2\ng 90\n",
	                                  "# unit: samples\nf 6\ng 91\n"};
	check_counts("self(f)>10%", few, 1, &as_is, 0, 1);
	static const char *const unknown[] = {"# unit: ns\nf 2\ng 90\n", "# unit: ns\nf 6\ng 91\n"};
	check_counts("self(f)>10%", unknown, 1, &as_is, 1, 0);
}
END_TEST

/* Each rule is adjusted for the frames that it names. */
START_TEST(adjusted_for_named_frames)
{
	char before[4000] = "# unit: samples\nslow 100\n",
	     after[4000] = "# unit: samples\nslow 138\n";
	const char *const runs[] = {before, after};
	for (int f = 0; f < 100; f++) {
		char line[32];
		snprintf(line, sizeof line, "f%d %d\n", f, 80 + f % 7);
		strcat(before, line);
		strcat(after, line);
	}
	check_counts("self(^slow$)>10%", runs, 1, &as_is, 1, 0);
	check_counts("self(^(slow|f7)$)>10%", runs, 1, &as_is, 1, 0);
	check_counts("self>10%", runs, 1, &as_is, 0, 1);
	struct breaches breaches = judge_runs("self(^(slow|f7)$)>10%", runs, 1, &as_is);
	const struct change *change = &breaches.exceeded.items[0].change;
	ck_assert_double_eq_tol(change->adjusted, 2 * change->p, 1e-12);
	ck_assert_double_lt(change->p, 0.05);
	breaches_free(&breaches);
}
END_TEST

/* Where something has to change, that it may have done so by chance is no excuse. */
START_TEST(demanded_changes)
{
	static const char *const same[] = {"f 100\ng 903\n", "f 101\ng 901\n", "f 99\ng 902\n",
	                                   "f 101\ng 900\n"};
	check_counts("total(f)>-20%", same, 2, &as_is, 1, 0);
	check_counts("total(f)<20%", same, 2, &as_is, 1, 0);
	check_counts("total(f)>-20%", same, 1, &as_is, 1, 0);
	check_counts("total(f)<0%", same, 2, &as_is, 0, 1);
}
END_TEST

/* Points are tested as shares: h did not change, but for the rest there is less. */
START_TEST(points_are_shares)
{
	static const char *const runs[] = {"g 9000\nh 1000\n", "g 9010\nh 1010\n",
	                                   "g 3000\nh 1000\n", "g 3010\nh 1005\n"};
	check_counts("self(h)>5pp", runs, 2, &as_is, 1, 0);
	check_counts("self(h)>0", runs, 2, &as_is, 0, 0);
	check_counts("self(h)>5%", runs, 2, &to_total, 1, 0);
	check_counts("self(h)>5pp", runs, 1, &as_is, 0, 0);
}
END_TEST

/* Named frames are tested however small, and those that are not checked say why. */
START_TEST(small_named_frames)
{
	static const struct {
		const char *rule;
		size_t exceeded, noise;
		const char *unchecked;
	} rules[] = {
		{"self(^f$)>10%", 1, 0, NULL},
		{"self(^[ef]$)>10%", 1, 1, NULL},
		{"self(^f$)>-10%", 1, 0, NULL},
		{"self(^e$)<0%", 0, 0, NULL},
		{"total>10%", 0, 0, NULL},
		{"self>10%", 0, 0, "matches no frame as large as --min-share"},
		{"self>-10%", 0, 0, "matches no frame as large as --min-share"},
		{"self(^main$)>10%", 0, 0, "names only frames whose count is 0"},
		{"self(^main$)>-10", 0, 0, "names only frames whose count is 0"},
		{"self(^gone$)>10%", 0, 0, "names no frame"},
		{"all>10%", 0, 0, NULL},
	};
	static const char *const runs[] = {"# unit: samples\nmain;e 2\nmain;f 40\nmain;g 960\n",
	                                   "# unit: samples\nmain;e 6\nmain;f 90\nmain;g 910\n"};
	const struct judge_options options = {.level = {5, 2}, .min_share = {97, 0}};
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
		struct breaches breaches = judge_runs_by(&options, rules[i].rule, runs, 1, &as_is);
		ck_assert_msg(breaches.exceeded.count == rules[i].exceeded &&
		                      breaches.noise.count == rules[i].noise,
		              "%s: %zu exceed, %zu are noise", rules[i].rule,
		              breaches.exceeded.count, breaches.noise.count);
		ck_assert_pstr_eq(breaches_unchecked(&breaches, 0), rules[i].unchecked);
		breaches_free(&breaches);
	}
}
END_TEST

START_TEST(large_counts)
{
	static const char *const large[] = {"a 9223372036854775807\nb 1\n",
	                                    "a 9223372036854775806\nb 2\n"};
	check_judged("self>99.999999%", large, "b", (struct decimal){0, 0});
	check_judged("self>100%", large, "", (struct decimal){0, 0});
	check_judged("self<0%", large, "a", (struct decimal){0, 0});
	check_judged("self>0", large, "b", (struct decimal){0, 0});
	check_judged("self>1", large, "", (struct decimal){0, 0});
	static const char *const all_of_it[] = {"a 18446744073709551615\n",
	                                        "b 18446744073709551615\n"};
	check_judged("self>99pp", all_of_it, "b", (struct decimal){0, 0});
	check_judged("self<-99pp", all_of_it, "a", (struct decimal){0, 0});
	check_judged("self>100pp", all_of_it, "", (struct decimal){0, 0});
	check_judged("self>999999pp", all_of_it, "", (struct decimal){0, 0});
	check_judged("self<-999999%", all_of_it, "", (struct decimal){0, 0});
}
END_TEST

Suite *rule_suite(void)
{
	Suite *suite = suite_create("rule");
	TCase *tests = tcase_create("rule");
	tcase_add_loop_test(tests, read, 0, sizeof good / sizeof *good);
	tcase_add_loop_test(tests, refused, 0, sizeof bad / sizeof *bad);
	tcase_add_loop_test(tests, limits, 0, sizeof judged / sizeof *judged);
	tcase_add_test(tests, small_frames_do_not_count);
	tcase_add_test(tests, named_frames_count);
	tcase_add_test(tests, small_named_frames);
	tcase_add_test(tests, all_is_raw);
	tcase_add_test(tests, single_runs);
	tcase_add_test(tests, adjusted_for_named_frames);
	tcase_add_test(tests, demanded_changes);
	tcase_add_test(tests, points_are_shares);
	tcase_add_test(tests, large_counts);
	suite_add_tcase(suite, tests);
	return suite;
}
