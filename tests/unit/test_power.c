/* How often noise is taken for a change, and which changes are found: by simulation.
 *
 *     STACKFOLD_ROUNDS=2000 CK_RUN_SUITE=power tests/unit/unit
 *
 * prints the figures of diff-stacks(1). Without the variable a few rounds see that they hold. */
#include "comparing.h"
#include "diff/rule.h"

#include <math.h>
#include <stdio.h>

Suite *power_suite(void);

static struct error err;

/* --- random numbers ------------------------------------------------------------------------- */

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

/* --- comparisons ---------------------------------------------------------------------------- */

enum { FRAMES_MOST = 256, LIMITS_MOST = 4 };

/* A program: frames and the samples that a run has of each. */
struct program {
	unsigned frames;
	double mean[FRAMES_MOST];
	double spread[FRAMES_MOST]; /* of the mean, from run to run */
};

/* A comparison of runs of it. */
struct experiment {
	const struct program *before, *after;
	unsigned runs[DIFF_COLUMNS];
	struct normalization how;
};

/* Adds a run: frames are within one of seven others. */
static void add_run(struct runs *runs, unsigned column, const struct program *program)
{
	struct profile run;
	profile_init(&run, 1);
	fact_set(&run.facts.unit, "samples", 7);
	for (unsigned f = 0; f < program->frames; f++) {
		char stack[32];
		uint64_t count = overdispersed(program->mean[f], program->spread[f]);
		snprintf(stack, sizeof stack, "main;g%u;f%u", f % 7, f);
		if (count)
			add_to(&run, stack, count, 0);
	}
	ck_assert_int_eq(runs_add(runs, column, &run, NULL, &err), STATUS_OK);
	profile_free(&run);
}

/* Counts the limits that one comparison exceeds, and whether it finds any change in the lists. */
static void compare_once(const struct experiment *experiment, const struct rule *rules,
                         size_t count, int *exceeded, int *listed)
{
	static const struct judge_options usual = {.level = {5, 2}, .min_share = {1, 1}};
	struct comparison comparison;
	struct judgement judgement;
	struct breaches breaches;
	struct runs runs;
	unsigned before = experiment->runs[DIFF_BEFORE],
		 all = before + experiment->runs[DIFF_AFTER];
	runs_init(&runs, before, experiment->runs[DIFF_AFTER]);
	for (unsigned c = 0; c < all; c++)
		add_run(&runs, c, c < before ? experiment->before : experiment->after);
	ck_assert_int_eq(comparison_make(&runs, &experiment->how, &comparison, &err), STATUS_OK);
	ck_assert_int_eq(judgement_make(&comparison, &usual, &judgement, &err), STATUS_OK);
	ck_assert_int_eq(rules_judge(rules, count, &judgement, &breaches, &err), STATUS_OK);
	for (size_t i = 0; i < breaches.exceeded.count; i++)
		if (!i || breaches.exceeded.items[i].rule != breaches.exceeded.items[i - 1].rule)
			exceeded[breaches.exceeded.items[i].rule]++;
	bool any = false;
	for (uint32_t f = 0; f < comparison.pair.frames.count; f++)
		for (int m = 0; m < MEASURES; m++)
			any |= !judgement_change(&judgement, f, (enum measure)m).noise;
	*listed += any;
	breaches_free(&breaches);
	judgement_free(&judgement);
	comparison_free(&comparison);
	runs_free(&runs);
}

/* Makes so many comparisons; exceeded[i] says in how many limit i was. */
static void compare_often(const struct experiment *experiment, int rounds,
                          const char *const *limits, int exceeded[LIMITS_MOST], int *listed)
{
	struct rule rules[LIMITS_MOST];
	size_t count = 0, offset;
	for (; limits[count]; count++)
		ck_assert_int_eq(rule_parse(limits[count], &rules[count], &offset, &err),
		                 STATUS_OK);
	memset(exceeded, 0, LIMITS_MOST * sizeof *exceeded);
	*listed = 0;
	for (int i = 0; i < rounds; i++)
		compare_once(experiment, rules, count, exceeded, listed);
	for (size_t i = 0; i < count; i++)
		rule_free(&rules[i]);
}

static const char *asked_rounds(void)
{
	return getenv("STACKFOLD_ROUNDS");
}

/* --- false alarms --------------------------------------------------------------------------- */

/* 60 frames of 8000 samples down to less than one, some of them within others. One of `unsteady`
 * differs from run to run by `spread` of its counts, the others by `rest`. */
static void make_program(struct program *program, unsigned unsteady, double spread, double rest)
{
	double mean = 8000;
	program->frames = 60;
	for (unsigned f = 0; f < program->frames; f++, mean *= 0.85) {
		program->mean[f] = mean;
		program->spread[f] = f % unsteady ? rest : spread;
	}
}

static const struct {
	unsigned before, after;
	unsigned unsteady;
	double spread, spread_after, rest;
	enum normalize_by by;
} worlds[] = {
	{1, 1, 1, 0, 0, 0, NORMALIZE_NOT},          {1, 1, 1, 0, 0, 0, NORMALIZE_TOTAL},
	{1, 3, 1, 0, 0, 0, NORMALIZE_NOT},          {2, 2, 1, 0, 0, 0, NORMALIZE_NOT},
	{3, 3, 1, 0, 0, 0, NORMALIZE_NOT},          {5, 5, 1, 0, 0, 0, NORMALIZE_NOT},
	{3, 3, 1, 0, 0, 0, NORMALIZE_TOTAL},        {2, 2, 1, 0.03, 0.03, 0, NORMALIZE_NOT},
	{3, 3, 1, 0.03, 0.03, 0, NORMALIZE_NOT},    {2, 2, 4, 0.1, 0.1, 0.01, NORMALIZE_NOT},
	{3, 3, 4, 0.1, 0.1, 0.01, NORMALIZE_NOT},   {5, 5, 4, 0.1, 0.1, 0.01, NORMALIZE_NOT},
	{2, 5, 4, 0.1, 0.1, 0.01, NORMALIZE_NOT},   {2, 2, 4, 0.4, 0.4, 0.04, NORMALIZE_NOT},
	{3, 3, 4, 0.4, 0.4, 0.04, NORMALIZE_NOT},   {5, 5, 4, 0.4, 0.4, 0.04, NORMALIZE_NOT},
	{2, 2, 16, 0.5, 0.5, 0.02, NORMALIZE_NOT},  {3, 3, 16, 0.5, 0.5, 0.02, NORMALIZE_NOT},
	{3, 3, 4, 0.1, 0.1, 0.01, NORMALIZE_TOTAL}, {5, 5, 4, 0.1, 0.1, 0.01, NORMALIZE_TOTAL},
	{3, 3, 4, 0.1, 0.3, 0.01, NORMALIZE_NOT},   {5, 5, 4, 0, 0.2, 0.01, NORMALIZE_NOT},
};

/* Where nothing changed, no more than one comparison in twenty exceeds a limit, whichever it is,
 * or lists a change. */
START_TEST(false_alarms)
{
	static const char *const limits[] = {"total>0%", "self(^f16$)>0%", "self>0pp", "all>0%",
	                                     NULL};
	int rounds = asked_rounds() ? atoi(asked_rounds()) : 25, listed, exceeded[LIMITS_MOST];
	static struct program before, after;
	make_program(&before, worlds[_i].unsteady, worlds[_i].spread, worlds[_i].rest);
	make_program(&after, worlds[_i].unsteady, worlds[_i].spread_after, worlds[_i].rest);
	const struct experiment experiment = {.before = &before,
	                                      .after = &after,
	                                      .runs = {worlds[_i].before, worlds[_i].after},
	                                      .how = {.by = worlds[_i].by}};
	state = 20261121 + (uint64_t)_i;
	compare_often(&experiment, rounds, limits, exceeded, &listed);
	if (asked_rounds())
		fprintf(stderr,
		        "%u and %u runs, spread %g and %g of one in %u, %g of others%s: listed %d; "
		        "%s %d, %s %d, %s %d, %s %d "
		        "of %d\n",
		        worlds[_i].before, worlds[_i].after, worlds[_i].spread,
		        worlds[_i].spread_after, worlds[_i].unsteady, worlds[_i].rest,
		        worlds[_i].by == NORMALIZE_TOTAL ? ", -n" : "", listed, limits[0],
		        exceeded[0], limits[1], exceeded[1], limits[2], exceeded[2], limits[3],
		        exceeded[3], rounds);
	/* three standard deviations above the rate */
	int most = (int)(rounds * 0.05 + 3 * sqrt(rounds * 0.05 * 0.95));
	ck_assert_int_le(listed, most);
	for (int i = 0; i < LIMITS_MOST; i++)
		ck_assert_msg(exceeded[i] <= most, "%s: %d", limits[i], exceeded[i]);
}
END_TEST

/* --- power ---------------------------------------------------------------------------------- */

/* What is assumed of programs: f0 takes a twentieth (usual_share), 200 others share the rest,
 * from 2.2 % down to 0.02 %; and from run to run each takes more or less by: */
static const double usual_spread = 0.03;

static const double usual_share = 0.05;

/* The same with another share of f0. */
static void make_with(struct program *program, unsigned frames, double samples, double share,
                      double growth, double spread)
{
	double sum = 0, size = 1;
	program->frames = frames;
	for (unsigned f = 1; f < program->frames; f++, size *= 0.977)
		sum += program->mean[f] = size;
	for (unsigned f = 0; f < program->frames; f++) {
		program->mean[f] = f ? program->mean[f] / sum * samples * (1 - share)
		                     : samples * share * growth;
		program->spread[f] = spread;
	}
}

static const char named[] = "self(^f0$)>0%", any[] = "self>0%";

static const double changes[] = {1.02, 1.03, 1.04, 1.05, 1.06, 1.07, 1.08, 1.09, 1.1,
                                 1.12, 1.14, 1.16, 1.18, 1.2,  1.25, 1.3,  1.35, 1.4,
                                 1.45, 1.5,  1.6,  1.7,  1.8,  1.9,  2,    2.25, 2.5,
                                 2.75, 3,    3.5,  4,    5,    6,    8,    10};

enum { CHANGES = sizeof changes / sizeof *changes };

/* In how many of `rounds` comparisons each limit is exceeded after f0 grew by that factor. */
static void count_found_of(unsigned runs, double samples, double share, double growth,
                           double spread, int rounds, const char *const *limits,
                           int exceeded[LIMITS_MOST])
{
	static struct program before, after;
	int listed;
	/* Others matter to those limits only that name them. */
	unsigned frames = strcmp(limits[0], named) == 0 && !limits[1] ? 2 : 201;
	make_with(&before, frames, samples, share, 1, spread);
	make_with(&after, frames, samples, share, growth, spread);
	const struct experiment experiment = {
		.before = &before, .after = &after, .runs = {runs, runs}};
	compare_often(&experiment, rounds, limits, exceeded, &listed);
}

static void count_found(unsigned runs, double samples, double growth, double spread, int rounds,
                        const char *const *limits, int exceeded[LIMITS_MOST])
{
	count_found_of(runs, samples, usual_share, growth, spread, rounds, limits, exceeded);
}

/* The smallest of the changes that a limit finds in four of five comparisons. */
static double smallest_found(unsigned runs, double samples, int rounds, const char *limit)
{
	const char *const limits[] = {limit, NULL};
	size_t low = 0, high = CHANGES;
	while (low < high) {
		int exceeded[LIMITS_MOST];
		size_t middle = (low + high) / 2;
		count_found(runs, samples, changes[middle], usual_spread, rounds, limits, exceeded);
		if (exceeded[0] * 5 >= rounds * 4)
			high = middle;
		else
			low = middle + 1;
	}
	return low < CHANGES ? changes[low] : INFINITY;
}

static const unsigned runs_a_side[] = {1, 2, 3, 5, 10};
static const double samples_a_run[] = {2000, 10000, 50000};

START_TEST(smallest_changes)
{
	static const char *const limits[] = {named, any};
	if (!asked_rounds())
		return;
	for (size_t s = 0; s < sizeof samples_a_run / sizeof *samples_a_run; s++)
		for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
			state = 5 + (uint64_t)_i;
			double found = smallest_found(runs_a_side[_i], samples_a_run[s],
			                              atoi(asked_rounds()), limits[i]);
			fprintf(stderr, "%u runs a side of %g samples, %s: grown by %.0f %%\n",
			        runs_a_side[_i], samples_a_run[s], limits[i], (found - 1) * 100);
		}
}
END_TEST

/* STACKFOLD_ROUNDS=200 CK_RUN_SUITE=power CK_RUN_CASE=repeats tests/unit/unit
 *
 * prints the figures of docs/ci/README.md: how often a change of 5 % of a function that takes a
 * tenth is found, by the spread of functions from run to run. */
START_TEST(five_percent_of_a_tenth)
{
	static const char *const limits[] = {named, any, NULL};
	static const double spreads[] = {0.01, 0.02, 0.03, 0.05};
	static const unsigned counts[] = {3, 5, 7, 10, 15, 20, 30};
	if (!asked_rounds())
		return;
	for (size_t s = 0; s < sizeof samples_a_run / sizeof *samples_a_run; s++)
		for (size_t r = 0; r < sizeof counts / sizeof *counts; r++) {
			int exceeded[LIMITS_MOST];
			state = 11 + r;
			count_found_of(counts[r], samples_a_run[s], 0.1, 1.05, spreads[_i],
			               atoi(asked_rounds()), limits, exceeded);
			fprintf(stderr,
			        "spread %g, %g samples a run, %u runs a side: %s %.0f %%, %s %.0f "
			        "%%\n",
			        spreads[_i], samples_a_run[s], counts[r], limits[0],
			        100. * exceeded[0] / atoi(asked_rounds()), limits[1],
			        100. * exceeded[1] / atoi(asked_rounds()));
		}
}
END_TEST

/* One run a side knows of no difference between runs: how often that passes for a change. */
START_TEST(alarms_of_usual_programs)
{
	static const char *const limits[] = {named, "self(^f0$)>10%", "self>10%", "self>20%", NULL};
	int exceeded[LIMITS_MOST];
	if (!asked_rounds())
		return;
	state = 50 + (uint64_t)_i;
	for (size_t s = 0; s < sizeof samples_a_run / sizeof *samples_a_run; s++) {
		count_found(runs_a_side[_i], samples_a_run[s], 1, usual_spread,
		            atoi(asked_rounds()), limits, exceeded);
		fprintf(stderr, "%u runs a side of %g samples, false alarms:", runs_a_side[_i],
		        samples_a_run[s]);
		for (int i = 0; i < LIMITS_MOST; i++)
			fprintf(stderr, " %s %.1f %%", limits[i],
			        100. * exceeded[i] / atoi(asked_rounds()));
		fprintf(stderr, "\n");
	}
}
END_TEST

/* The table's figures, with some room for few rounds. */
static const struct {
	unsigned runs;
	double samples, growth;
	const char *limit;
} found[] = {
	{1, 10000, 1.25, named},
	{2, 2000, 3, named},
	{3, 10000, 1.25, named},
	{5, 10000, 1.4, any},
};

START_TEST(changes_are_found)
{
	const char *const limits[] = {found[_i].limit, NULL};
	int rounds = asked_rounds() ? atoi(asked_rounds()) : 10, exceeded[LIMITS_MOST];
	state = 7;
	count_found(found[_i].runs, found[_i].samples, found[_i].growth, usual_spread, rounds,
	            limits, exceeded);
	if (asked_rounds())
		fprintf(stderr,
		        "%u runs a side of %g samples, %s, grown by %.0f %%: found %d of %d\n",
		        found[_i].runs, found[_i].samples, found[_i].limit,
		        (found[_i].growth - 1) * 100, exceeded[0], rounds);
	ck_assert_int_ge(exceeded[0], rounds * 7 / 10);
}
END_TEST

Suite *power_suite(void)
{
	enum { RUNS = sizeof runs_a_side / sizeof *runs_a_side };
	Suite *suite = suite_create("power");
	TCase *alarms = tcase_create("alarms"), *power = tcase_create("power"),
	      *repeats = tcase_create("repeats");
	tcase_set_timeout(alarms, 3600); /* below valgrind, and with STACKFOLD_ROUNDS */
	tcase_set_timeout(power, 3600);
	tcase_add_loop_test(alarms, false_alarms, 0, sizeof worlds / sizeof *worlds);
	tcase_add_loop_test(alarms, alarms_of_usual_programs, 0, RUNS);
	tcase_add_loop_test(power, changes_are_found, 0, sizeof found / sizeof *found);
	tcase_add_loop_test(power, smallest_changes, 0, RUNS);
	tcase_set_timeout(repeats, 3600);
	tcase_add_loop_test(repeats, five_percent_of_a_tenth, 0, 4);
	suite_add_tcase(suite, alarms);
	suite_add_tcase(suite, power);
	suite_add_tcase(suite, repeats);
	return suite;
}
