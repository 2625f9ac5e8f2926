/* The results of the exact tests compared with sums of exact fractions (Python's fractions and
 * math.comb). */
#include "diff/counting.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

Suite *counting_suite(void);

static const struct {
	double before, after, after_share, more, fewer;
} rates[] = {
	{2, 6, 0.5, 0.14453125, 0.96484375},
	{6, 2, 0.5, 0.96484375, 0.14453125},
	{0, 0, 0.5, 1, 1},
	{0, 5, 0.5, 0.03125, 1},
	{500, 700, 0.5, 4.2676830405171672e-09, 0.99999999698039865},
	{100, 100, 0.5, 0.52817423950462816, 0.52817423950462816},
	{30, 10, 0.25, 0.56046026832746698, 0.58390407802878985},
	{3, 1, 0.25, 0.68359375, 0.73828125},
	{1000, 1300, 0.5, 2.1437045010576628e-10, 0.99999999983614551},
	{120, 700, 0.75, 2.8608881244906283e-13, 0.99999999999985456},
	{0, 300, 0.5, 4.9090934652977266e-91, 1},
};

static void check_p(double found, double expected)
{
	ck_assert_msg(fabs(found / expected - 1) < 1e-9, "%.17g, not %.17g", found, expected);
}

START_TEST(rates_are_exact)
{
	double before = rates[_i].before, after = rates[_i].after, share = rates[_i].after_share;
	check_p(rates_test(before, after, share, TAIL_MORE), rates[_i].more);
	check_p(rates_test(before, after, share, TAIL_FEWER), rates[_i].fewer);
	check_p(rates_test(after, before, 1 - share, TAIL_MORE), rates[_i].fewer);
	check_p(rates_test(before, after, share, TAIL_BOTH),
	        fmin(1, 2 * fmin(rates[_i].more, rates[_i].fewer)));
}
END_TEST

static const struct {
	double before, all_before, after, all_after, more, fewer;
} shares[] = {
	{2, 10000, 6, 10000, 0.14448202263515991, 0.96487109306544894},
	{500, 10000, 700, 10000, 1.4455235431414302e-09, 0.99999999899877945},
	{8, 10, 1, 6, 0.99912587412587417, 0.024475524475524476},
	{10, 10, 20, 20, 1, 1},
	{0, 50, 4, 20, 0.00528413831463799, 1},
	{50, 100, 70, 100, 0.0029686705830077671, 0.99883030547525709},
	{9000, 10000, 9150, 10000, 0.00013732831374088962, 0.99988653567707231},
	{5, 1000, 30, 3000, 0.096627412113189329, 0.95963100460571271},
	{100, 100, 0, 100, 1, 1.1043803465997514e-59},
};

START_TEST(shares_are_exact)
{
	double before = shares[_i].before, all_before = shares[_i].all_before;
	double after = shares[_i].after, all_after = shares[_i].all_after;
	check_p(shares_test(before, all_before, after, all_after, TAIL_MORE), shares[_i].more);
	check_p(shares_test(before, all_before, after, all_after, TAIL_FEWER), shares[_i].fewer);
	check_p(shares_test(after, all_after, before, all_before, TAIL_MORE), shares[_i].fewer);
	check_p(shares_test(before, all_before, after, all_after, TAIL_BOTH),
	        fmin(1, 2 * fmin(shares[_i].more, shares[_i].fewer)));
}
END_TEST

/* Where the normal approximation begins, both agree; a count more or fewer changes them by 8e-4. */
START_TEST(large_counts)
{
	for (double z = -4; z <= 4; z += 0.5) {
		double n = 4000000, more = 4000002, half = floor(z * 1000);
		for (enum tail tail = TAIL_MORE; tail <= TAIL_FEWER; tail++) {
			double exact = rates_test(n / 2 - half, n / 2 + half, 0.5, tail);
			double normal = rates_test(more / 2 - half, more / 2 + half, 0.5, tail);
			ck_assert_msg(fabs(normal / exact - 1) < 1e-4, "%g: %g, %g", z, exact,
			              normal);
		}
	}
	ck_assert_double_eq_tol(rates_test(1e14, 1e14, 0.5, TAIL_BOTH), 1, 1e-6);
	ck_assert_double_lt(rates_test(1e14, 1.001e14, 0.5, TAIL_MORE), 1e-9);
	ck_assert_double_eq_tol(shares_test(1e17, 1e17, 1e17, 1e17, TAIL_MORE), 0.5, 0.5);
	ck_assert_double_eq_tol(shares_test(5e17, 1e18, 5e17, 1e18, TAIL_BOTH), 1, 1e-6);
}
END_TEST

START_TEST(nothing_counted)
{
	ck_assert_double_eq(shares_test(0, 0, 0, 0, TAIL_BOTH), 1);
	ck_assert_double_eq(shares_test(0, 10, 0, 20, TAIL_BOTH), 1);
	ck_assert_double_eq(shares_test(10, 10, 20, 20, TAIL_BOTH), 1);
}
END_TEST

Suite *counting_suite(void)
{
	Suite *suite = suite_create("counting");
	TCase *tests = tcase_create("counting");
	tcase_add_loop_test(tests, rates_are_exact, 0, sizeof rates / sizeof *rates);
	tcase_add_loop_test(tests, shares_are_exact, 0, sizeof shares / sizeof *shares);
	tcase_add_test(tests, large_counts);
	tcase_add_test(tests, nothing_counted);
	suite_add_tcase(suite, tests);
	return suite;
}
