/* At which places the values of a series changed their level for good, and whether that is more
 * than chance.
 *
 * The test is the change point test on Mann and Whitney's statistic (D. M. Hawkins, Q. Deng, "A
 * nonparametric change-point control chart", Journal of Quality Technology 42, 2010): for each
 * place the rank sum of the values before it, less its mean and divided by its standard deviation;
 * the place with the largest is the change. Its p-value is that of a permutation test: in how many
 * random orders of the same values that largest value is as large, by sequential Monte Carlo (J.
 * Besag, P. Clifford, "Sequential Monte Carlo p-values", Biometrika 78, 1991). Several changes are
 * found by binary segmentation (A. J. Scott, M. Knott, "A cluster analysis method for grouping
 * means in the analysis of variance", Biometrics 30, 1974): the parts on both sides of a change are
 * tested in turn.
 *
 * Why this one: ranks are not misled by a single slow run, and the p-value is exact for short
 * series, ties and any distribution. Pettitt's test (A. N. Pettitt, "A non-parametric approach to
 * the change-point problem", Applied Statistics 28, 1979) has the same rank sums, but does not
 * divide them by their standard deviations, so that it sees changes near the end, the ones that CI
 * is for, late; and its formula of the p-value is an approximation for long series. In simulation,
 * at the level 0.05, where the last values are 5 standard deviations higher than the others:
 *
 *     values          8    20    50   200     (2 standard deviations)  20   200
 *     higher          4     3     3     4                              10    12
 *     this test    99 %  99 %  95 % 100 %                            93 % 100 %
 *     Pettitt's     0 %  10 %   8 %   7 %                            91 %  49 %
 *
 * (tests/unit/test_change_point.c prints them). Where nothing changed, it finds a change in at most
 * 5 % of the series.
 *
 * What no test of ranks can: with fewer than 8 values, no order of them is rare enough for a
 * p-value below 0.05 (5 values: 0.2 at the least). A level that only the last value has is not
 * found below 40 values: that is what the comparison with the baseline is for. */
#ifndef STACKFOLD_HISTORY_CHANGE_POINT_H
#define STACKFOLD_HISTORY_CHANGE_POINT_H

#include "base/status.h"

#include <stddef.h>

struct change_point {
	size_t at; /* the first value of the new level; 0: there is no place to change */
	double p;
};

/* The most likely place and its p-value; p is 1 if all values are equal or there are fewer than
 * two. Random orders have a fixed seed. STATUS_FATAL without memory. Cost: the values' number times
 * that of the orders: at most CHANGE_POINT_ORDERS, some 40 where nothing changed. */
enum { CHANGE_POINT_ORDERS = 9999 };
enum status change_point_test(const double *values, size_t count, struct change_point *change,
                              struct error *err);

/* All changes whose p-values are at most `level`, in the order of their places; changes has room
 * for count - 1. Those after the first are tested within the parts between others. STATUS_FATAL
 * without memory. */
enum status change_points_find(const double *values, size_t count, double level,
                               struct change_point *changes, size_t *found, struct error *err);

#endif
