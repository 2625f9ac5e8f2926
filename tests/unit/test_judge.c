/* What frames have, what is noise, and how often noise is taken for a change. */
#include "comparing.h"

#include <math.h>
#include <stdio.h>

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
	ck_assert_uint_eq(judgement.tests, 3);
	struct change change = change_of("f", MEASURE_SELF);
	ck_assert_double_eq_tol(change.p, 0.0019516751935763597, 1e-12);
	ck_assert_double_eq_tol(change.adjusted, change.p, 1e-15);
	ck_assert(!change.noise);
	const struct judge_options strict = {.level = {1, 4}, .min_share = {1, 1}};
	judge(texts, 3, 3, &strict);
	ck_assert(change_of("f", MEASURE_SELF).noise);
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

/* --- simulation ----------------------------------------------------------------------------- */

static uint64_t state;

static double uniform(void) /* splitmix64 (Steele, Lea and Flood, 2014) */
{
	uint64_t z = (state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return ((double)((z ^ (z >> 31)) >> 11) + 0.5) / 9007199254740992.;
}

static double normal(void)
{
	return sqrt(-2 * log(uniform())) * cos(6.283185307179586 * uniform());
}

/* A Poisson variable: by waiting times, in parts where the mean is large. */
static uint64_t poisson(double mean)
{
	uint64_t count = 0;
	while (mean > 30) {
		if (mean > 500) { /* near enough to normal */
			double value = floor(mean + sqrt(mean) * normal() + 0.5);
			return count + (value > 0 ? (uint64_t)value : 0);
		}
		count += poisson(30);
		mean -= 30;
	}
	for (double left = exp(-mean), product = uniform(); product > left; product *= uniform())
		count++;
	return count;
}

/* A count around `mean` whose mean itself differs from run to run, by `spread` of it (log-normal).
 */
static uint64_t overdispersed(double mean, double spread)
{
	return poisson(mean * exp(spread * normal() - spread * spread / 2));
}

enum { FRAMES = 60 };

/* A run: frames of sizes from 8000 counts down to less than one, some of them within others. A
 * fourth of them differ from run to run by `spread` of their counts, the others by a tenth of it.
 */
static void simulate(char *text, double spread, int grown)
{
	double mean = 8000;
	for (int f = 0; f < FRAMES; f++, mean *= 0.85)
		text += sprintf(text, "main;g%d;f%d %llu\n", f % 7, f,
		                (unsigned long long)overdispersed(f == grown ? 1.5 * mean : mean,
		                                                  f % 4 ? spread / 10 : spread));
}

static const struct {
	unsigned before, after;
	double spread, spread_after; /* 0: the same */
} worlds[] = {
	{2, 2, 0, 0},   {3, 3, 0, 0},     {5, 5, 0, 0},   {2, 2, 0.1, 0},
	{3, 3, 0.1, 0}, {5, 5, 0.1, 0},   {2, 5, 0.1, 0}, {3, 3, 0.4, 0},
	{5, 5, 0.4, 0}, {3, 3, 0.1, 0.3}, {5, 5, 0, 0.2},
};

/* Runs `rounds` comparisons; returns in how many anything was called changed. */
static int alarms(int world, int rounds, int grown, int *found)
{
	static char room[16][FRAMES * 32];
	const char *texts[16];
	unsigned before = worlds[world].before, after = worlds[world].after;
	int count = 0;
	for (int round = 0; round < rounds; round++) {
		for (unsigned r = 0; r < before + after; r++) {
			double spread = worlds[world].spread_after > 0 && r >= before
			                        ? worlds[world].spread_after
			                        : worlds[world].spread;
			simulate(room[r], spread, r < before ? -1 : grown);
			texts[r] = room[r];
		}
		judge(texts, before, after, &usual);
		bool any = !judgement_change(&judgement, CHANGE_ALL, MEASURE_TOTAL).noise;
		for (uint32_t f = 0; f < comparison.pair.frames.count; f++)
			for (int m = 0; m < MEASURES; m++)
				any |= !judgement_change(&judgement, f, (enum measure)m).noise;
		count += any;
		if (grown >= 0) {
			char name[8];
			sprintf(name, "f%d", grown);
			*found += !change_of(name, MEASURE_SELF).noise;
		}
	}
	return count;
}

/* Where nothing changed, no more than one comparison in twenty says that anything did. */
START_TEST(false_alarms)
{
	const char *asked = getenv("STACKFOLD_ROUNDS");
	int rounds = asked ? atoi(asked) : 25;
	state = 20261121 + (uint64_t)_i;
	int count = alarms(_i, rounds, -1, NULL);
	if (asked)
		fprintf(stderr, "%u and %u runs, spread %g, %g: %d of %d\n", worlds[_i].before,
		        worlds[_i].after, worlds[_i].spread, worlds[_i].spread_after, count,
		        rounds);
	/* three standard deviations above the rate */
	ck_assert_int_le(count, (int)(rounds * 0.05 + 3 * sqrt(rounds * 0.05 * 0.95)));
}
END_TEST

/* Where a frame of a hundredth of all grew by half, it is found: in most comparisons of three and
 * nearly all of five runs. */
START_TEST(changes_are_found)
{
	int rounds = getenv("STACKFOLD_ROUNDS") ? atoi(getenv("STACKFOLD_ROUNDS")) : 20;
	int three = 0, five = 0;
	state = 7;
	alarms(4, rounds, 17, &three);
	alarms(5, rounds, 17, &five);
	if (getenv("STACKFOLD_ROUNDS"))
		fprintf(stderr, "found %d and %d of %d\n", three, five, rounds);
	ck_assert_int_ge(three, rounds / 2);
	ck_assert_int_ge(five, rounds * 9 / 10);
}
END_TEST

Suite *judge_suite(void)
{
	Suite *suite = suite_create("judge");
	TCase *tests = tcase_create("judge");
	tcase_set_timeout(tests, 600); /* below valgrind, and with STACKFOLD_ROUNDS */
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_test(tests, self_and_total);
	tcase_add_test(tests, a_profile_with_itself);
	tcase_add_test(tests, swapped_sides);
	tcase_add_test(tests, tested_as_scipy);
	tcase_add_test(tests, periods_are_counts);
	tcase_add_test(tests, samples_of_single_runs);
	tcase_add_test(tests, one_run_beside_several);
	tcase_add_test(tests, small_frames_are_left_out);
	tcase_add_test(tests, marks_say_what_changed);
	tcase_add_loop_test(tests, false_alarms, 0, sizeof worlds / sizeof *worlds);
	tcase_add_test(tests, changes_are_found);
	suite_add_tcase(suite, tests);
	return suite;
}
