/* The tests' numbers beside those of SciPy 1.10: stats.t.sf, stats.ttest_ind of
 * 2 * sqrt(n + 3/8); where the dispersion is below 1, 2 * stats.t.sf of the difference with
 * variances of 1. */
#include "diff/statistics.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

Suite *statistics_suite(void);

static const struct {
	double t, freedom, tails;
} tails[] = {
	{0, 1, 1.0},
	{1e-06, 1, 0.9999993633802277},
	{0.3, 1, 0.8144528418445154},
	{1, 1, 0.49999999999999956},
	{2.5, 1, 0.2422378831816867},
	{10, 1, 0.06345103486110712},
	{44.7, 1, 0.014239677841770802},
	{1000, 1, 0.0006366195601611177},
	{0, 1.37, 1.0},
	{1e-06, 1.37, 0.9999993276715622},
	{0.3, 1.37, 0.8033206035013023},
	{1, 1.37, 0.46119079723554546},
	{2.5, 1.37, 0.18440753415030953},
	{10, 1.37, 0.030201315024616784},
	{44.7, 1.37, 0.003906700100559782},
	{1000, 1.37, 5.531902276339935e-05},
	{0, 2, 1.0},
	{1e-06, 2, 0.9999992928932189},
	{0.3, 2, 0.7924856608401776},
	{1, 2, 0.42264973081037427},
	{2.5, 2, 0.1296117202215108},
	{10, 2, 0.009852457023325692},
	{44.7, 2, 0.0005001025522938598},
	{1000, 2, 9.999985000025e-07},
	{0, 2.9, 1.0},
	{1e-06, 2.9, 0.9999992669028434},
	{0.3, 2.9, 0.7843889573074543},
	{1, 2.9, 0.39329273477199705},
	{2.5, 2.9, 0.09061482658145316},
	{10, 2.9, 0.0024552694225182946},
	{44.7, 2.9, 3.294737819879521e-05},
	{1000, 2.9, 4.021964005626616e-09},
	{0, 4, 1.0},
	{1e-06, 4, 0.99999925},
	{0.3, 4, 0.7791214282774597},
	{1, 4, 0.373900966300059},
	{2.5, 4, 0.06676654481198813},
	{10, 4, 0.0005620036227159911},
	{44.7, 4, 1.4978679006193182e-06},
	{1000, 4, 5.999960000210015e-12},
	{0, 7.5, 1.0},
	{1e-06, 7.5, 0.9999992281985288},
	{0.3, 7.5, 0.7723226585687781},
	{1, 7.5, 0.34847602563075125},
	{2.5, 7.5, 0.038820258273625514},
	{10, 7.5, 1.3365978149387457e-05},
	{44.7, 7.5, 2.2319718735512247e-10},
	{1000, 7.5, 1.7038987303874653e-20},
	{0, 30, 1.0},
	{1e-06, 30, 0.9999992087356302},
	{0.3, 30, 0.7662461052843528},
	{1, 30, 0.32530861542602985},
	{2.5, 30, 0.018115649068066706},
	{10, 30, 4.5752514082296097e-11},
	{44.7, 30, 5.167779668312205e-29},
	{1000, 30, 2.0720034831117716e-69},
	{0, 126, 1.0},
	{1e-06, 126, 0.9999992036969574},
	{0.3, 126, 0.7646715210158591},
	{1, 126, 0.3192270950859054},
	{2.5, 126, 0.013704060157029564},
	{10, 126, 1.0921533687495209e-17},
	{44.7, 126, 3.7619158423674906e-79},
	{1000, 126, 1.4818940827009162e-247},
};

START_TEST(tails_as_scipy)
{
	double found = student_tails(tails[_i].t, tails[_i].freedom);
	ck_assert_double_eq_tol(found / tails[_i].tails, 1, 1e-10);
	ck_assert_double_eq(student_tails(-tails[_i].t, tails[_i].freedom), found);
}
END_TEST

static const struct {
	double before[5];
	size_t before_count;
	double after[5];
	size_t after_count;
	double p;
} tables[] = {
	{{1203, 1187, 1241}, 3, {1302, 1288, 1350}, 3, 0.023784237376177464},
	{{10, 12}, 2, {11, 9}, 2, 0.7896486684333682},
	{{0, 0, 1}, 3, {7, 9, 12}, 3, 0.004889482829592471},
	{{523, 601, 488, 555, 530}, 5, {540, 575, 512}, 3, 0.9114510918453926},
	{{3, 3, 3}, 3, {4, 4, 4}, 3, 0.5667623118703866},
	{{100000, 120000, 90000}, 3, {150000, 160000, 149000}, 3, 0.008006813490496409},
	{{45, 50}, 2, {500, 520}, 2, 0.001016111185882678},
	{{0, 0}, 2, {0, 1}, 2, 0.6317022630249876},
	{{288, 322, 282}, 3, {416, 410, 422}, 3, 0.0015039884751050514},
	{{18234, 18102, 18377, 18290}, 4, {18250, 18201, 18333, 18299}, 4, 0.8403335903186062},
};

static struct spread rooted(const double *counts, size_t count)
{
	double values[5];
	for (size_t i = 0; i < count; i++)
		values[i] = 2 * sqrt(counts[i] + 0.375);
	return spread_of(values, count, 1);
}

START_TEST(student_as_scipy)
{
	struct spread before = rooted(tables[_i].before, tables[_i].before_count);
	struct spread after = rooted(tables[_i].after, tables[_i].after_count);
	ck_assert_double_eq_tol(student_test(&before, &after) / tables[_i].p, 1, 1e-10);
	ck_assert_double_eq(student_test(&before, &after), student_test(&after, &before));
}
END_TEST

/* An example worked by hand, smallest last: 1; 0.06 * 7 / 6; 0.042 * 7 / 5, which 0.041 and 0.039
 * get too, as theirs come to more; 0.008 * 7 / 2; 0.001 * 7. */
START_TEST(adjusted_for_many)
{
	static const double p[] = {0.041, 0.001, 0.06, 0.008, 0.039, 0.042, 1};
	static const double expected[] = {0.0588, 0.007, 0.07, 0.028, 0.0588, 0.0588, 1};
	double adjusted[7];
	size_t order[7];
	adjust_many(p, 7, adjusted, order);
	for (size_t i = 0; i < 7; i++)
		ck_assert_double_eq_tol(adjusted[i], expected[i], 1e-15);
	adjust_many(p, 0, adjusted, order);
}
END_TEST

Suite *statistics_suite(void)
{
	Suite *suite = suite_create("statistics");
	TCase *tests = tcase_create("statistics");
	tcase_add_loop_test(tests, tails_as_scipy, 0, sizeof tails / sizeof *tails);
	tcase_add_loop_test(tests, student_as_scipy, 0, sizeof tables / sizeof *tables);
	tcase_add_test(tests, adjusted_for_many);
	suite_add_tcase(suite, tests);
	return suite;
}
