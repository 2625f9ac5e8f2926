/* Whether two groups of runs differ by more than the runs of a group do among themselves: Student's
 * t-test on counts whose spread was made even, and what many such tests at once ask for.
 *
 * Why this fits counts: the spread of a count of samples grows with the count, at least as that of
 * a Poisson variable does. Anscombe's root 2 sqrt(n + 3/8) (F. J. Anscombe, "The transformation of
 * Poisson, binomial and negative-binomial data", Biometrika 35, 1948) gives it a variance near 1
 * whatever its size. What spread there is beyond that, between runs, is a factor of that variance,
 * the dispersion, which the runs themselves tell. If nothing changed it is the same on both sides,
 * so it is estimated from both together; that leaves more degrees of freedom than Welch's test,
 * which matters as runs are few. By chance they may come out too much alike, at the worst equal:
 * the dispersion is never taken to be less than 1, that of counting as such, which makes the test
 * cautious and defined for equal counts. */
#ifndef STACKFOLD_DIFF_STATISTICS_H
#define STACKFOLD_DIFF_STATISTICS_H

#include <stddef.h>

/* The probability that a variable of Student's distribution with so many degrees of freedom (above
 * 0) is as far from 0 as t or further. Relative error below 1e-10. */
double student_tails(double t, double freedom);

/* What is known of one side. */
struct spread {
	double mean, variance; /* of its runs; variance divided by count - 1 */
	double counting;       /* the variance that counting alone would give them, above 0 */
	size_t count;          /* of runs, at least 2 */
};

/* Mean and variance of `count` values. */
struct spread spread_of(const double *values, size_t count, double counting);

/* The p-value of Student's test (two-sided) that both sides have the same mean. With the same
 * `counting` on both sides, and a dispersion above 1, it is the test as everyone knows it. */
double student_test(const struct spread *a, const struct spread *b);

/* Adjusts p-values for their number (Y. Benjamini, Y. Hochberg, "Controlling the false discovery
 * rate", J. R. Stat. Soc. B 57, 1995): where those at most q are called changes, no more than the
 * share q of them is expected to be none, and where nothing changed at all, the probability of
 * calling anything a change is at most q. adjusted[i] belongs to p[i]; order is room for count
 * indices. */
void adjust_many(const double *p, size_t count, double *adjusted, size_t *order);

#endif
