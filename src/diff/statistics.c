#include "diff/statistics.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

/* The continued fraction of the incomplete beta function (NIST Digital Library of Mathematical
 * Functions, 8.17.22), evaluated from the front by Lentz's method (DLMF 3.10(iii)). Converges
 * quickly for x < (a + 1) / (a + b + 2). No library is used: GSL has this function, but its licence
 * would extend to the tools. */
static double beta_fraction(double a, double b, double x)
{
	const double tiny = DBL_MIN / DBL_EPSILON;
	double c = 1, d = 1 - (a + b) * x / (a + 1);
	d = 1 / (fabs(d) < tiny ? tiny : d);
	double fraction = d;
	for (int m = 1; m < 10000; m++) {
		/* two steps: the coefficients with even and with odd index */
		const double terms[2] = {
			m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
			-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
		};
		double change = 1;
		for (int i = 0; i < 2; i++) {
			d = 1 + terms[i] * d;
			c = 1 + terms[i] / c;
			d = 1 / (fabs(d) < tiny ? tiny : d);
			c = fabs(c) < tiny ? tiny : c;
			change = c * d;
			fraction *= change;
		}
		if (fabs(change - 1) < 4 * DBL_EPSILON)
			break;
	}
	return fraction;
}

/* Does not set a global variable, unlike lgamma. */
static double log_gamma(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

/* The regularised incomplete beta function I_x(a, b), with 1 - x as an argument, because computing
 * it would lose digits. */
static double incomplete_beta(double a, double b, double x, double rest)
{
	if (x <= 0)
		return 0;
	if (rest <= 0)
		return 1;
	double front = exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) +
	                   b * log(rest));
	if (x < (a + 1) / (a + b + 2))
		return front * beta_fraction(a, b, x) / a;
	return 1 - front * beta_fraction(b, a, rest) / b;
}

double student_tails(double t, double freedom)
{
	if (isinf(t))
		return 0;
	double square = t * t, sum = freedom + square;
	return incomplete_beta(freedom / 2, 0.5, freedom / sum, square / sum);
}

struct spread spread_of(const double *values, size_t count, double counting)
{
	struct spread spread = {.counting = counting, .count = count};
	for (size_t i = 0; i < count; i++)
		spread.mean += values[i];
	spread.mean /= (double)count;
	for (size_t i = 0; i < count; i++) {
		double off = values[i] - spread.mean;
		spread.variance += off * off;
	}
	spread.variance /= (double)(count - 1);
	return spread;
}

double student_test(const struct spread *a, const struct spread *b)
{
	double of_a = (double)(a->count - 1), of_b = (double)(b->count - 1);
	double dispersion = (of_a * a->variance / a->counting + of_b * b->variance / b->counting) /
	                    (of_a + of_b);
	if (dispersion < 1)
		dispersion = 1;
	double variance = dispersion *
	                  (a->counting / (double)a->count + b->counting / (double)b->count);
	return student_tails((b->mean - a->mean) / sqrt(variance), of_a + of_b);
}

static int by_value(const void *a, const void *b, void *values)
{
	const double *p = values;
	double x = p[*(const size_t *)a], y = p[*(const size_t *)b];
	return (x > y) - (x < y);
}

void adjust_many(const double *p, size_t count, double *adjusted, size_t *order)
{
	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof *order, by_value, (void *)(uintptr_t)p);
	double least = 1;
	for (size_t i = count; i > 0; i--) {
		double value = p[order[i - 1]] * (double)count / (double)i;
		if (value < least)
			least = value;
		adjusted[order[i - 1]] = least;
	}
}
