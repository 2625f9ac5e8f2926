#include "diff/compare.h"

#include "diff/columns.h"
#include "store/sort.h"

#include <stdlib.h>
#include <string.h>

/* Makes the columns of the profile's weights. */
static enum status make_columns(struct profile *profile, const struct run_table *table,
                                const struct scaling *scaling, const struct normalization *how,
                                struct columns *columns, struct error *err)
{
	struct stacks *stacks = &profile->stacks;
	struct sorted_stacks sorted;
	uint32_t *rank = malloc((stacks->count + 1) * sizeof *rank);
	if (!rank)
		return error_no_memory(err);
	enum status status = stacks_sort(stacks, &profile->frames, ORDER_STACK, &sorted, err);
	if (!status) {
		for (size_t i = 0; i < sorted.count; i++)
			rank[sorted.ids[i]] = (uint32_t)i;
		status = columns_make(table, scaling, how, rank, columns, err);
		/* The order is kept, so that they are not sorted again. */
		free(stacks->arrival);
		stacks->arrival = sorted.ids;
		stacks->arrival_count = sorted.count;
		sorted.ids = NULL;
		sorted_stacks_free(&sorted);
	}
	free(rank);
	return status;
}

/* Replaces the runs' weights, which are kept elsewhere, by the columns. */
static void take_columns(struct comparison *comparison, const struct columns *columns)
{
	struct stacks *stacks = &comparison->pair.stacks;
	comparison->runs = stacks->weights;
	stacks->weights = columns->weights;
	stacks->weights_capacity = (stacks->count + 1) * DIFF_COLUMNS;
	stacks->columns = DIFF_COLUMNS;
	stacks->places = columns->places;
	stacks_note_rounding(stacks, columns->rounded);
}

/* Whether the sum of each side's runs fits 64 bits. */
static bool sides_fit(const struct run_table *table)
{
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		unsigned first = runs_first(table, side), end = first + table->sides[side];
		uint64_t sum = 0;
		for (size_t i = 0; i < table->count; i++)
			for (unsigned c = first; c < end; c++)
				if (__builtin_add_overflow(
					    sum, table->weights[i * table->columns + c], &sum))
					return false;
	}
	return true;
}

/* Checks that the runs' weights and sums fit 64 bits. */
static enum status fit_runs(struct runs *runs, struct error *err)
{
	enum status status = profile_fit(&runs->profile, SUMS_COLUMNS, err);
	const struct run_table table = runs_table(runs);
	if (!status && runs->profile.stacks.places && !sides_fit(&table))
		status = profile_fit(&runs->profile, SUMS_ALL, err);
	return status;
}

/* The samples of all runs of a side and their weight, which is the column's times the number of
 * runs; if it does not fit 64 bits, the average of one run. */
static struct sample_count count_side(double samples, uint64_t total, unsigned runs,
                                      unsigned places)
{
	uint64_t together;
	if (__builtin_mul_overflow(total, (uint64_t)runs, &together))
		return sample_count_scaled(samples / runs, total, places);
	return sample_count_scaled(samples, together, places);
}

/* The number of samples of each column: the sum over its runs. */
static void count_samples(struct comparison *comparison)
{
	struct facts *facts = &comparison->pair.facts; /* it still has the counts of the runs */
	struct sample_count sides[DIFF_COLUMNS] = {{0}};
	unsigned run = 0;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		double sum = 0;
		bool known = true;
		for (unsigned i = 0; i < comparison->count[side]; i++, run++) {
			double samples = facts_samples(facts, run, (double)comparison->raw[run],
			                               comparison->run_places);
			known = known && samples >= 0;
			sum += samples;
		}
		if (known)
			sides[side] = count_side(sum, comparison->totals[side],
			                         comparison->count[side],
			                         comparison->pair.stacks.places);
	}
	memset(facts->counts, 0, sizeof facts->counts);
	memcpy(facts->counts, sides, sizeof sides);
}

static void keep_sums(struct comparison *comparison, const struct scaling *scaling)
{
	memcpy(comparison->factors, scaling->factors, sizeof scaling->factors);
	for (unsigned c = 0; c < comparison_columns(comparison); c++) {
		const uint64_t *sums = scaling->sums[c];
		comparison->raw[c] = sums[GROUP_REST] + sums[GROUP_FRAME];
		comparison->reference[c] = comparison->by == NORMALIZE_FRAME ? sums[GROUP_FRAME]
		                                                             : comparison->raw[c];
	}
}

enum status comparison_make(struct runs *runs, const struct normalization *how,
                            struct comparison *comparison, struct error *err)
{
	struct scaling scaling;
	struct columns columns = {0};
	uint8_t *groups = NULL;
	*comparison = (struct comparison){
		.count = {runs->count[DIFF_BEFORE], runs->count[DIFF_AFTER]},
		.by = how->by,
	};
	profile_init(&comparison->pair, DIFF_COLUMNS);
	enum status status = fit_runs(runs, err);
	const struct run_table table = runs_table(runs);
	if (!status)
		status = normalization_group(how, runs, &groups, err);
	if (!status)
		status = scaling_make(&table, how, groups, &scaling, err);
	if (!status && columns_change(&table, &scaling, how))
		status = make_columns(&runs->profile, &table, &scaling, how, &columns, err);
	if (!status) {
		comparison->run_places = table.places;
		keep_sums(comparison, &scaling);
		memcpy(comparison->counts, runs->profile.facts.counts, sizeof comparison->counts);
		comparison->pair = runs->profile;
		profile_init(&runs->profile, table.columns);
		if (columns.weights)
			take_columns(comparison, &columns);
	}
	for (unsigned c = 0; !status && c < DIFF_COLUMNS; c++)
		status = stacks_total(&comparison->pair.stacks, c, &comparison->totals[c], err);
	if (!status)
		count_samples(comparison);
	free(groups);
	if (status) {
		comparison_free(comparison);
		profile_init(&comparison->pair, DIFF_COLUMNS);
	}
	return status;
}

void comparison_free(struct comparison *comparison)
{
	profile_free(&comparison->pair);
	free(comparison->runs);
	comparison->runs = NULL;
}

/* sum / count in units smaller by 10^more, rounded to the nearest; false if it does not fit 64
 * bits. */
static bool mean_of(unsigned __int128 sum, unsigned count, unsigned more, uint64_t *mean)
{
	uint64_t unit = number_power10(more), whole;
	uint64_t rest = (uint64_t)(sum % count);
	uint64_t part = (uint64_t)(((unsigned __int128)rest * unit * 2 + count) / (2 * count));
	return !__builtin_mul_overflow((uint64_t)(sum / count), unit, &whole) &&
	       !__builtin_add_overflow(whole, part, mean);
}

void comparison_raw_means(const struct comparison *comparison, uint64_t means[DIFF_COLUMNS],
                          unsigned *places)
{
	unsigned least = comparison->run_places, pair = comparison->pair.stacks.places;
	unsigned __int128 sums[DIFF_COLUMNS] = {0};
	for (unsigned c = 0; c < comparison_columns(comparison); c++)
		sums[c >= comparison->count[DIFF_BEFORE]] += comparison->raw[c];
	bool fit = false;
	for (*places = pair > least ? pair : least;; --*places) {
		fit = true;
		for (int side = 0; side < DIFF_COLUMNS; side++)
			fit &= mean_of(sums[side], comparison->count[side], *places - least,
			               &means[side]);
		if (fit || *places == least)
			return;
	}
}
