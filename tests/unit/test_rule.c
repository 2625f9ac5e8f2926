#include "comparing.h"
#include "diff/rule.h"

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
	const struct judge_options options = {.level = {5, 2}, .min_share = min_share};
	ck_assert_int_eq(compare_texts(profiles, 1, 1, &as_is, &comparison, &err), STATUS_OK);
	ck_assert_int_eq(judgement_make(&comparison, &options, &judgement, &err), STATUS_OK);
	ck_assert_int_eq(rule_parse(text, &rule, &offset, &err), STATUS_OK);
	ck_assert_int_eq(rules_judge(&rule, 1, &judgement, &breaches, &err), STATUS_OK);
	char names[256] = "";
	for (size_t i = 0; i < breaches.count; i++) {
		uint32_t frame = breaches.items[i].change.frame;
		strcat(names, i ? " " : "");
		strcat(names,
		       frame == CHANGE_ALL ? "all" : comparison.pair.frames.items[frame].name);
	}
	ck_assert_msg(strcmp(names, expected) == 0, "%s: %s, not %s", text, names, expected);
	free(breaches.items);
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
	tcase_add_test(tests, large_counts);
	suite_add_tcase(suite, tests);
	return suite;
}
