#include "history/change_point.h"

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Random orders stop when so many had a statistic as large as the one that was observed. */
enum { ENOUGH = 50 };

/* What a test of count values works with. Ranks are doubled, so that those of ties are whole
 * numbers, and their mean is taken off: their sum is 0. */
struct ranking {
	int64_t *ranks, *shuffled;
	double *weights; /* of the squared sum of the first t ranks: 1 / (t (count - t)) */
	size_t count;
};

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* How many of the sorted values are below the value, or at most it. */
static size_t count_below(const double *sorted, size_t count, double value, bool equal)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sorted[middle] < value || (equal && sorted[middle] <= value))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool ranking_make(struct ranking *ranking, const double *values, size_t count)
{
	double *sorted = malloc(count * sizeof *sorted);
	*ranking = (struct ranking){
		.ranks = malloc(count * sizeof *ranking->ranks),
		.shuffled = malloc(count * sizeof *ranking->shuffled),
		.weights = malloc(count * sizeof *ranking->weights),
		.count = count,
	};
	bool ok = sorted && ranking->ranks && ranking->shuffled && ranking->weights;
	if (ok) {
		memcpy(sorted, values, count * sizeof *sorted);
		qsort(sorted, count, sizeof *sorted, by_value);
	}
	for (size_t i = 0; ok && i < count; i++) {
		size_t below = count_below(sorted, count, values[i], false),
		       most = count_below(sorted, count, values[i], true);
		ranking->ranks[i] = (int64_t)(below + most) - (int64_t)count;
		ranking->weights[i] = i ? 1 / ((double)i * (double)(count - i)) : 0;
	}
	free(sorted);
	return ok;
}

static void ranking_free(struct ranking *ranking)
{
	free(ranking->ranks);
	free(ranking->shuffled);
	free(ranking->weights);
}

/* The largest squared and standardised rank sum, but for a factor that all orders have in common;
 * *at is its place, the last one if there are several. */
static double statistic(const struct ranking *ranking, const int64_t *ranks, size_t *at)
{
	double largest = 0;
	int64_t sum = 0;
	for (size_t i = 1; i < ranking->count; i++) {
		sum += ranks[i - 1];
		double value = (double)sum * (double)sum * ranking->weights[i];
		if (value > largest) {
			largest = value;
			*at = i;
		}
	}
	return largest;
}

static uint64_t next_random(uint64_t *state) /* splitmix64 (Steele, Lea and Flood, 2014) */
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15u);
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

/* A random order (Fisher and Yates). Choosing by the upper half of a product is even enough: a
 * place among 2^32 is off by count / 2^32. */
static void shuffle(int64_t *ranks, size_t count, uint64_t *state)
{
	for (size_t left = count; left > 1; left--) {
		size_t other = (size_t)(((next_random(state) >> 32) * left) >> 32);
		int64_t rank = ranks[left - 1];
		ranks[left - 1] = ranks[other];
		ranks[other] = rank;
	}
}

/* In which share of random orders the statistic is at least as large. */
static double permutation_p(struct ranking *ranking, double observed)
{
	uint64_t state = 1;
	size_t orders = 0, large = 0, at;
	double limit = observed * (1 - 8 * DBL_EPSILON); /* machines may round sums differently */
	memcpy(ranking->shuffled, ranking->ranks, ranking->count * sizeof *ranking->ranks);
	while (orders < CHANGE_POINT_ORDERS && large < ENOUGH) {
		shuffle(ranking->shuffled, ranking->count, &state);
		large += statistic(ranking, ranking->shuffled, &at) >= limit;
		orders++;
	}
	return large == ENOUGH ? (double)large / (double)orders
	                       : (double)(large + 1) / (double)(orders + 1);
}

enum status change_point_test(const double *values, size_t count, struct change_point *change,
                              struct error *err)
{
	struct ranking ranking;
	*change = (struct change_point){0, 1};
	if (count < 2)
		return STATUS_OK;
	bool ok = ranking_make(&ranking, values, count);
	if (ok) {
		double observed = statistic(&ranking, ranking.ranks, &change->at);
		if (observed > 0)
			change->p = permutation_p(&ranking, observed);
	}
	ranking_free(&ranking);
	return ok ? STATUS_OK : error_no_memory(err);
}

static int by_place(const void *a, const void *b)
{
	const struct change_point *x = a, *y = b;
	return (x->at > y->at) - (x->at < y->at);
}

/* Tests values[from] to values[end - 1], and the parts on both sides of a change. The stack is as
 * deep as changes are within each other: the longer part is left to the loop. */
static enum status find_within(const double *values, size_t from, size_t end, double level,
                               struct change_point *changes, size_t *found, struct error *err)
{
	enum status status = STATUS_OK;
	while (!status) {
		struct change_point change;
		status = change_point_test(values + from, end - from, &change, err);
		if (status || !change.at || change.p > level)
			break;
		change.at += from;
		changes[(*found)++] = change;
		if (change.at - from < end - change.at) {
			status = find_within(values, from, change.at, level, changes, found, err);
			from = change.at;
		} else {
			status = find_within(values, change.at, end, level, changes, found, err);
			end = change.at;
		}
	}
	return status;
}

enum status change_points_find(const double *values, size_t count, double level,
                               struct change_point *changes, size_t *found, struct error *err)
{
	*found = 0;
	enum status status = find_within(values, 0, count, level, changes, found, err);
	if (!status && *found > 1)
		qsort(changes, *found, sizeof *changes, by_place);
	return status;
}
