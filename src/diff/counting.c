#include "diff/counting.h"

#include <math.h>
#include <stdbool.h>

/* Above these limits the normal approximation is used. They bound the cost, and doubles are exact
 * up to the second one. */
static const double variance_most = 1e6, samples_most = 1e15;

/* Samples drawn from an urn: `drawn` is the number from both sides together; the random variable is
 * how many of them are from the side after. Each draw takes one of `after` and `before` samples;
 * with `replaced` the two are only weights. */
struct urn {
	double drawn, before, after;
	bool replaced;
};

/* P(count + 1) / P(count) of the number of samples after. */
static double step(const struct urn *urn, double count)
{
	double after = urn->after, before = urn->before;
	if (!urn->replaced) {
		after -= count;
		before -= urn->drawn - count - 1;
	}
	return (urn->drawn - count) * after / ((count + 1) * before);
}

static double most(const struct urn *urn)
{
	return urn->replaced || urn->drawn < urn->after ? urn->drawn : urn->after;
}

static double least(const struct urn *urn)
{
	return urn->replaced || urn->drawn < urn->before ? 0 : urn->drawn - urn->before;
}

/* The most probable count: where the step passes 1. */
static double peak(const struct urn *urn)
{
	double all = urn->before + urn->after;
	double count = urn->replaced ? floor((urn->drawn + 1) * urn->after / all)
	                             : floor((urn->drawn + 1) * (urn->after + 1) / (all + 2));
	return fmax(least(urn), fmin(count, most(urn)));
}

/* Terms decrease from the peak on. Once a term is this part of its sum, further terms do not change
 * the sum in double precision. */
static const double negligible = 1e-20, nothing = 1e-300;

/* The sums of probabilities, relative to that at the peak, below `count`, at it and above it. */
static void sum_up(const struct urn *urn, double count, double sums[3])
{
	double top = peak(urn), high = most(urn), low = least(urn), term = 1;
	sums[0] = sums[1] = sums[2] = 0;
	for (double k = top; k <= high && term > nothing; k++) {
		double *sum = &sums[(k > count) - (k < count) + 1];
		*sum += term;
		if (k > count && term < negligible * *sum)
			break;
		term *= step(urn, k);
	}
	term = 1;
	for (double k = top - 1; k >= low; k--) {
		term /= step(urn, k);
		if (!(term > nothing))
			break;
		double *sum = &sums[(k > count) - (k < count) + 1];
		*sum += term;
		if (k < count && term < negligible * *sum)
			break;
	}
}

static double normal_tail(double z)
{
	return erfc(z / sqrt(2)) / 2;
}

static double test(const struct urn *urn, double count, enum tail tail)
{
	double more, fewer, all = urn->before + urn->after, share = urn->after / all;
	double mean = urn->drawn * share, variance = mean * (1 - share);
	if (!urn->replaced)
		variance *= all > 1 ? (all - urn->drawn) / (all - 1) : 0;
	if (variance > variance_most || urn->drawn > samples_most) {
		double deviation = sqrt(fmax(variance, 1));
		more = normal_tail((count - 0.5 - mean) / deviation);
		fewer = normal_tail((mean - count - 0.5) / deviation);
	} else {
		double sums[3];
		sum_up(urn, count, sums);
		double whole = sums[0] + sums[1] + sums[2];
		more = (sums[1] + sums[2]) / whole;
		fewer = (sums[1] + sums[0]) / whole;
	}
	double both = 2 * fmin(more, fewer);
	return tail == TAIL_MORE ? more : tail == TAIL_FEWER ? fewer : fmin(both, 1);
}

double rates_test(double before, double after, double after_share, enum tail tail)
{
	const struct urn urn = {before + after, 1 - after_share, after_share, true};
	return test(&urn, after, tail);
}

double shares_test(double before, double all_before, double after, double all_after, enum tail tail)
{
	const struct urn urn = {before + after, all_before, all_after, false};
	return all_before + all_after > 0 ? test(&urn, after, tail) : 1;
}
