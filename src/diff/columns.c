#include "diff/columns.h"

#include "diff/apportion.h"

#include <stdlib.h>
#include <string.h>

enum {
	DIGITS_UNITS = 1000
}; /* the smallest weight of a stack has at least this many units: four digits */

/* Data for making the two columns. */
struct work {
	const struct run_table *runs;
	const struct scaling *scaling;
	const struct normalization *how;
	const uint32_t
		*rank;    /* position of each stack in sorted order; NULL: they are in that order */
	unsigned places;  /* of the columns' unit */
	unsigned rounded; /* as in struct columns */
	struct part *parts; /* room for all stacks */
	uint64_t *sum;      /* for each stack: the sum of one side's scaled runs */
	uint64_t *weights;  /* the result: DIFF_COLUMNS for each stack */
};

/* --- the unit ------------------------------------------------------------------------------- */

/* The smallest number of places that represents the weights of the side exactly. */
static unsigned places_needed(const struct run_table *runs, int side)
{
	unsigned places = runs->places, first = runs_first(runs, side);
	uint64_t unit = number_power10(places);
	for (size_t i = 0; i < runs->count && places; i++)
		for (unsigned c = first; c < first + runs->sides[side]; c++)
			while (places && runs->weights[i * runs->columns + c] % unit) {
				unit /= 10;
				places--;
			}
	return runs->places - places;
}

/* Whether the scaled sums fit 64 bits in units of 10^-places. */
static bool places_fit(const struct work *work, unsigned places)
{
	const struct run_table *runs = work->runs;
	if (places > NUMBER_DECIMALS_MAX)
		return false;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		unsigned first = runs_first(runs, side);
		uint64_t sum = 0, units;
		for (unsigned c = first; c < first + runs->sides[side]; c++)
			for (int g = 0; g < GROUPS; g++)
				if (!target_round(&work->scaling->targets[c][g], places, &units) ||
				    __builtin_add_overflow(sum, units, &sum))
					return false;
	}
	return true;
}

/* The smallest weight of each run and group above 0; 0: none. */
static void find_least(const struct work *work, uint64_t least[][GROUPS])
{
	const struct run_table *runs = work->runs;
	for (size_t i = 0; i < runs->count; i++) {
		unsigned g = scaling_group(work->scaling, i);
		for (unsigned c = 0; c < runs->columns; c++) {
			uint64_t weight = runs->weights[i * runs->columns + c];
			if (weight && (!least[c][g] || weight < least[c][g]))
				least[c][g] = weight;
		}
	}
}

/* Whether every stack has enough digits in the unit. */
static bool places_suffice(const struct work *work, unsigned places, uint64_t least[][GROUPS])
{
	const struct run_table *runs = work->runs;
	for (unsigned c = 0; c < runs->columns; c++) {
		unsigned many =
			runs->sides[c < runs->sides[DIFF_BEFORE] ? DIFF_BEFORE : DIFF_AFTER];
		if (work->scaling->exact[c] && many == 1)
			continue;
		for (int g = 0; g < GROUPS; g++) {
			uint64_t units = 0, sum = work->scaling->sums[c][g];
			target_round(&work->scaling->targets[c][g], places, &units);
			if (sum && (unsigned __int128)least[c][g] * units / sum <
			                   (unsigned)DIGITS_UNITS * many)
				return false;
		}
	}
	return true;
}

static enum status choose_places(struct work *work, struct error *err)
{
	const struct run_table *runs = work->runs;
	const struct normalization *how = work->how;
	uint64_t least[STACKS_COLUMNS_MAX][GROUPS] = {{0}};
	unsigned after = places_needed(runs, DIFF_AFTER);
	work->places = how->integers ? 0 : after;
	while (work->places && !places_fit(work, work->places))
		work->places--;
	if (!how->integers && work->places < after)
		work->rounded = work->places;
	if (!places_fit(work, work->places))
		return error_set(err, STATUS_FAILED, "the scaled counts' sum does not fit 64 bits");
	if (how->integers || work->rounded != NUMBER_EXACT)
		return STATUS_OK;
	if (how->by == NORMALIZE_FACTOR && runs->columns == DIFF_COLUMNS) {
		unsigned exact = places_needed(runs, DIFF_BEFORE) + how->factor.places;
		exact = exact > after ? exact : after;
		if (places_fit(work, exact)) {
			work->places = exact;
			return STATUS_OK;
		}
	}
	find_least(work, least);
	while (!places_suffice(work, work->places, least) && places_fit(work, work->places + 1))
		work->places++;
	return STATUS_OK;
}

/* --- the columns ---------------------------------------------------------------------------- */

/* Distributes `wanted` units among the parts and adds them to sum[item]. */
static enum status share(struct work *work, size_t count, uint64_t wanted, uint64_t *sum,
                         size_t stride, struct error *err)
{
	if (!count && !wanted)
		return STATUS_OK;
	if (!apportion(work->parts, count, wanted))
		return error_set(err, STATUS_FAILED,
		                 "%zu stacks cannot share %llu counts without some becoming 0, as "
		                 "if they were new%s",
		                 count, (unsigned long long)wanted,
		                 work->how->integers ? ": leave out --integers" : "");
	for (size_t i = 0; i < count; i++)
		sum[work->parts[i].item * stride] += work->parts[i].units;
	return STATUS_OK;
}

/* Makes parts from the weights above 0 of a group; returns their number. */
static size_t gather(struct work *work, const uint64_t *weights, size_t stride, int group)
{
	size_t count = 0;
	for (size_t i = 0; i < work->runs->count; i++)
		if (weights[i * stride] && scaling_group(work->scaling, i) == (unsigned)group)
			work->parts[count++] = (struct part){.weight = weights[i * stride],
			                                     .item = (uint32_t)i,
			                                     .rank = work->rank ? work->rank[i]
			                                                        : (uint32_t)i};
	return count;
}

/* Makes the column of a side: scales each run to its target, and then their sum to its mean. */
static enum status make_group(struct work *work, int side, int group, struct error *err)
{
	const struct run_table *runs = work->runs;
	unsigned first = runs_first(runs, side), many = runs->sides[side];
	uint64_t total = 0, *column = work->weights + side;
	enum status status = STATUS_OK;
	memset(work->sum, 0, runs->count * sizeof *work->sum);
	for (unsigned c = first; !status && c < first + many; c++) {
		uint64_t units = 0;
		size_t count = gather(work, runs->weights + c, runs->columns, group);
		target_round(&work->scaling->targets[c][group], work->places, &units);
		total += units;
		status = many > 1 ? share(work, count, units, work->sum, 1, err)
		                  : share(work, count, units, column, DIFF_COLUMNS, err);
	}
	if (status || many == 1)
		return status;
	uint64_t mean;
	struct target target = {total, 1, many, work->places};
	target_round(&target, work->places, &mean);
	return share(work, gather(work, work->sum, 1, group), mean, column, DIFF_COLUMNS, err);
}

/* --- interface ------------------------------------------------------------------------------ */

bool columns_change(const struct run_table *runs, const struct scaling *scaling,
                    const struct normalization *how)
{
	bool single = runs->sides[DIFF_BEFORE] == 1 && runs->sides[DIFF_AFTER] == 1;
	return !single || !scaling->exact[DIFF_BEFORE] || !scaling->exact[DIFF_AFTER] ||
	       (how->integers && runs->places);
}

enum status columns_make(const struct run_table *runs, const struct scaling *scaling,
                         const struct normalization *how, const uint32_t *rank,
                         struct columns *columns, struct error *err)
{
	size_t count = runs->count + 1;
	struct work work = {
		.runs = runs,
		.scaling = scaling,
		.how = how,
		.rank = rank,
		.rounded = NUMBER_EXACT,
		.parts = malloc(count * sizeof *work.parts),
		.sum = malloc(count * sizeof *work.sum),
		.weights = calloc(count * DIFF_COLUMNS, sizeof *work.weights),
	};
	enum status status = work.parts && work.sum && work.weights ? choose_places(&work, err)
	                                                            : error_no_memory(err);
	for (int side = 0; side < DIFF_COLUMNS; side++)
		for (int g = 0; !status && g < GROUPS; g++)
			status = make_group(&work, side, g, err);
	free(work.parts);
	free(work.sum);
	if (status) {
		free(work.weights);
		work.weights = NULL;
	}
	*columns = (struct columns){work.weights, work.places, work.rounded};
	return status;
}
