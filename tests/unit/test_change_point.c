/* Changes of level in series of values: p-values that can be counted by hand, false alarms and
 * what is found, by simulation.
 *
 *     STACKFOLD_ROUNDS=2000 CK_RUN_SUITE=change_point tests/unit/unit
 *
 * prints the figures. Without the variable a few rounds see that they hold. */
#include "history/change_point.h"

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

Suite *change_point_suite(void);

static struct error err;

static struct change_point test_of(const double *values, size_t count)
{
	struct change_point change;
	ck_assert_int_eq(change_point_test(values, count, &change, &err), STATUS_OK);
	return change;
}

/* Of all orders of these values, so many have a largest standardised rank sum as large. */
START_TEST(counted_by_hand)
{
	static const struct {
		double values[8];
		size_t count, at;
		double p;
	} cases[] = {
		{{1, 2, 8, 9}, 4, 2, 2. / 6},        /* two of the 6 choices of the lower two */
		{{1, 2, 3, 7, 8, 9}, 6, 3, 2. / 20}, /* 3 of 6 */
		{{4, 1, 3, 2, 15, 16, 14, 13}, 8, 4, 2. / 70},
		{{5, 5, 5, 9, 9, 9}, 6, 3, 2. / 20},        /* ties */
		{{1, 2, 3, 4, 5, 6, 7, 99}, 8, 4, 2. / 70}, /* ranks only: the middle is it */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct change_point change = test_of(cases[i].values, cases[i].count);
		ck_assert_uint_eq(change.at, cases[i].at);
		/* 50 of so many random orders: 4 standard deviations */
		ck_assert_double_eq_tol(change.p, cases[i].p, cases[i].p * 4 / sqrt(50));
	}
}
END_TEST

START_TEST(nothing_to_find)
{
	static const double equal[] = {3, 3, 3, 3, 3, 3, 3, 3, 3, 3};
	struct change_point changes[10];
	size_t found = 1;
	ck_assert_uint_eq(test_of(equal, 10).at, 0);
	ck_assert_double_eq(test_of(equal, 10).p, 1);
	for (size_t count = 0; count < 2; count++)
		ck_assert_double_eq(test_of(equal, count).p, 1);
	ck_assert_double_eq(test_of((const double[]){1, 2}, 2).p, 1);
	ck_assert_int_eq(change_points_find(equal, 10, 0.05, changes, &found, &err), STATUS_OK);
	ck_assert_uint_eq(found, 0);
	ck_assert_int_eq(change_points_find(equal, 0, 0.05, changes, &found, &err), STATUS_OK);
	ck_assert_uint_eq(found, 0);
}
END_TEST

static uint64_t state;

static double uniform(void) /* splitmix64 */
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

/* Two steps, up and down again, and one slow run, which is none. */
START_TEST(several_changes)
{
	double values[60];
	struct change_point changes[60];
	size_t found;
	state = 1;
	for (size_t i = 0; i < 60; i++)
		values[i] = 10 + 0.1 * normal() + (i >= 20 && i < 45 ? 1 : 0);
	values[10] = 15;
	ck_assert_int_eq(change_points_find(values, 60, 0.01, changes, &found, &err), STATUS_OK);
	ck_assert_uint_eq(found, 2);
	ck_assert_uint_eq(changes[0].at, 20);
	ck_assert_uint_eq(changes[1].at, 45);
	ck_assert_double_le(changes[0].p, 0.01);
	/* the level itself is low enough */
	const double p = changes[0].p;
	ck_assert_int_eq(change_points_find(values, 60, p, changes, &found, &err), STATUS_OK);
	ck_assert_uint_ge(found, 1);
	ck_assert_double_eq(changes[0].p, p);
	ck_assert_int_eq(change_points_find(values, 60, p * 0.99, changes, &found, &err),
	                 STATUS_OK);
	ck_assert_uint_eq(found, 0);
}
END_TEST

START_TEST(same_every_time)
{
	double values[30];
	state = 3;
	for (size_t i = 0; i < 30; i++)
		values[i] = normal();
	struct change_point first = test_of(values, 30), second = test_of(values, 30);
	ck_assert_uint_eq(first.at, second.at);
	ck_assert_double_eq(first.p, second.p);
}
END_TEST

/* --- simulation ------------------------------------------------------------------------------ */

static int rounds_of(int few)
{
	const char *rounds = getenv("STACKFOLD_ROUNDS");
	return rounds ? atoi(rounds) : few;
}

/* Pettitt's test with the formula of its paper, to compare with. */
static double pettitt_p(const double *values, size_t count)
{
	double largest = 0, n = (double)count;
	for (size_t at = 1; at < count; at++) {
		double sum = 0;
		for (size_t i = 0; i < at; i++)
			for (size_t j = at; j < count; j++)
				sum += (values[j] > values[i]) - (values[j] < values[i]);
		largest = fmax(largest, fabs(sum));
	}
	return fmin(1, 2 * exp(-6 * largest * largest / (n * n * n + n * n)));
}

/* In how many of `rounds` series a change is found at `level`, where the last `late` values are
 * `step` standard deviations higher. */
static void count_found(size_t count, size_t late, double step, double level, int rounds,
                        int found[2])
{
	double values[200];
	found[0] = found[1] = 0;
	for (int round = 0; round < rounds; round++) {
		for (size_t i = 0; i < count; i++)
			values[i] = normal() + (i + late >= count ? step : 0);
		found[0] += test_of(values, count).p <= level;
		if (getenv("STACKFOLD_ROUNDS"))
			found[1] += pettitt_p(values, count) <= level;
	}
}

static const size_t lengths[] = {5, 8, 12, 20, 50, 200};

START_TEST(false_alarms)
{
	int rounds = rounds_of(60), found[2];
	static const double levels[] = {0.05, 0.01};
	for (size_t l = 0; l < 2; l++) {
		state = 100 + (uint64_t)_i;
		count_found(lengths[_i], 0, 0, levels[l], rounds, found);
		if (getenv("STACKFOLD_ROUNDS"))
			fprintf(stderr, "%zu values, level %g: %d false alarms of %d, Pettitt %d\n",
			        lengths[_i], levels[l], found[0], rounds, found[1]);
		ck_assert_int_le(found[0],
		                 (int)(rounds * levels[l] + 3 * sqrt(rounds * levels[l]) + 1));
	}
}
END_TEST

static const struct {
	size_t count, late;
	double step;
	bool found; /* in four of five series, at 0.05 */
} steps[] = {
	{8, 4, 5, true},   {12, 4, 5, true},   {20, 3, 5, true},  {50, 3, 5, true},
	{200, 4, 5, true}, {12, 1, 5, false},  {50, 2, 5, false}, {20, 10, 2, true},
	{50, 25, 1, true}, {200, 12, 2, true}, {5, 2, 9, false},
};

START_TEST(steps_are_found)
{
	int rounds = rounds_of(20), found[2];
	state = 200 + (uint64_t)_i;
	count_found(steps[_i].count, steps[_i].late, steps[_i].step, 0.05, rounds, found);
	if (getenv("STACKFOLD_ROUNDS"))
		fprintf(stderr,
		        "%zu values, the last %zu higher by %g: found %d of %d, Pettitt %d\n",
		        steps[_i].count, steps[_i].late, steps[_i].step, found[0], rounds,
		        found[1]);
	if (steps[_i].found)
		ck_assert_int_ge(found[0] * 10, rounds * 7);
	else
		ck_assert_int_lt(found[0] * 2, rounds);
}
END_TEST

Suite *change_point_suite(void)
{
	Suite *suite = suite_create("change_point");
	TCase *tests = tcase_create("change_point"), *simulated = tcase_create("simulated");
	tcase_add_test(tests, counted_by_hand);
	tcase_add_test(tests, nothing_to_find);
	tcase_add_test(tests, several_changes);
	tcase_add_test(tests, same_every_time);
	tcase_set_timeout(simulated, 3600);
	tcase_add_loop_test(simulated, false_alarms, 0, sizeof lengths / sizeof *lengths);
	tcase_add_loop_test(simulated, steps_are_found, 0, sizeof steps / sizeof *steps);
	suite_add_tcase(suite, tests);
	suite_add_tcase(suite, simulated);
	return suite;
}
