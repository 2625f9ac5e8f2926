#include "diff/compare.h"

#include "diff/apportion.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS_UNITS = 1000 }; /* what the smallest stack has at least, in units: four digits */

/* Where the two columns are made. */
struct columns {
	struct runs *runs;
	const struct scaling *scaling;
	const struct normalization *how;
	unsigned places;    /* of the columns' unit */
	uint32_t *rank;     /* of each stack in sorted order */
	struct part *parts; /* room for all stacks */
	uint64_t *sum;      /* of one side's scaled runs, each stack */
	uint64_t *weights;  /* the result: DIFF_COLUMNS for each stack */
};

static unsigned group_of(const struct scaling *scaling, size_t stack)
{
	return scaling->group ? scaling->group[stack] : GROUP_REST;
}

/* --- the unit ------------------------------------------------------------------------------- */

/* Whether the columns are the weights as they are. */
static bool nothing_to_scale(const struct columns *columns)
{
	const struct runs *runs = columns->runs;
	const struct scaling *scaling = columns->scaling;
	bool single = runs->count[DIFF_BEFORE] == 1 && runs->count[DIFF_AFTER] == 1;
	return single && scaling->exact[DIFF_BEFORE] && scaling->exact[DIFF_AFTER] &&
	       !(columns->how->integers && runs->profile.stacks.places);
}

/* The fewest places that hold the weights of the side exactly. */
static unsigned places_needed(const struct runs *runs, int side)
{
	const struct stacks *stacks = &runs->profile.stacks;
	unsigned places = stacks->places, first = runs_first(runs, side);
	uint64_t unit = number_power10(places);
	for (size_t i = 0; i < stacks->count && places; i++)
		for (unsigned c = first; c < first + runs->count[side]; c++)
			while (places && stacks->weights[i * stacks->columns + c] % unit) {
				unit /= 10;
				places--;
			}
	return stacks->places - places;
}

/* Whether 64 bits hold the scaled sums in units of 10^-places. */
static bool places_fit(const struct columns *columns, unsigned places)
{
	const struct runs *runs = columns->runs;
	if (places > NUMBER_DECIMALS_MAX)
		return false;
	for (int side = 0; side < DIFF_COLUMNS; side++) {
		unsigned first = runs_first(runs, side);
		uint64_t sum = 0, units;
		for (unsigned c = first; c < first + runs->count[side]; c++)
			for (int g = 0; g < GROUPS; g++)
				if (!target_round(&columns->scaling->targets[c][g], places,
				                  &units) ||
				    __builtin_add_overflow(sum, units, &sum))
					return false;
	}
	return true;
}

/* The smallest weight of each run and group above 0; 0: none. */
static void find_least(const struct columns *columns, uint64_t least[][GROUPS])
{
	const struct stacks *stacks = &columns->runs->profile.stacks;
	for (size_t i = 0; i < stacks->count; i++) {
		unsigned g = group_of(columns->scaling, i);
		for (unsigned c = 0; c < stacks->columns; c++) {
			uint64_t weight = stacks->weights[i * stacks->columns + c];
			if (weight && (!least[c][g] || weight < least[c][g]))
				least[c][g] = weight;
		}
	}
}

/* Whether every stack has enough digits in the unit. */
static bool places_suffice(const struct columns *columns, unsigned places, uint64_t least[][GROUPS])
{
	const struct runs *runs = columns->runs;
	for (unsigned c = 0; c < runs->profile.stacks.columns; c++) {
		unsigned many =
			runs->count[c < runs->count[DIFF_BEFORE] ? DIFF_BEFORE : DIFF_AFTER];
		if (columns->scaling->exact[c] && many == 1)
			continue;
		for (int g = 0; g < GROUPS; g++) {
			uint64_t units = 0, sum = columns->scaling->sums[c][g];
			target_round(&columns->scaling->targets[c][g], places, &units);
			if (sum && (unsigned __int128)least[c][g] * units / sum <
			                   (unsigned)DIGITS_UNITS * many)
				return false;
		}
	}
	return true;
}

static enum status choose_places(struct columns *columns, struct error *err)
{
	const struct runs *runs = columns->runs;
	const struct normalization *how = columns->how;
	uint64_t least[STACKS_COLUMNS_MAX][GROUPS] = {{0}};
	unsigned after = places_needed(runs, DIFF_AFTER);
	columns->places = how->integers ? 0 : after;
	if (!places_fit(columns, columns->places))
		return error_set(err, STATUS_FAILED, "the scaled counts' sum passes 64 bits");
	if (how->integers)
		return STATUS_OK;
	if (how->by == NORMALIZE_FACTOR && runs->profile.stacks.columns == DIFF_COLUMNS) {
		unsigned exact = places_needed(runs, DIFF_BEFORE) + how->factor.places;
		exact = exact > after ? exact : after;
		if (places_fit(columns, exact)) {
			columns->places = exact;
			return STATUS_OK;
		}
	}
	find_least(columns, least);
	while (!places_suffice(columns, columns->places, least) &&
	       places_fit(columns, columns->places + 1))
		columns->places++;
	return STATUS_OK;
}

/* --- the columns ---------------------------------------------------------------------------- */

/* Shares out `wanted` units to the parts and adds them to sum[item]. */
static enum status share(struct columns *columns, size_t count, uint64_t wanted, uint64_t *sum,
                         size_t stride, struct error *err)
{
	if (!count && !wanted)
		return STATUS_OK;
	if (!apportion(columns->parts, count, wanted))
		return error_set(
			err, STATUS_FAILED,
			"%zu stacks cannot share %llu counts without some becoming 0, as if "
			"they had not been there%s",
			count, (unsigned long long)wanted,
			columns->how->integers ? ": leave out --integers" : "");
	for (size_t i = 0; i < count; i++)
		sum[columns->parts[i].item * stride] += columns->parts[i].units;
	return STATUS_OK;
}

/* Makes parts of the weights above 0 of a group; returns how many. */
static size_t gather(struct columns *columns, const uint64_t *weights, size_t stride, int group)
{
	size_t count = 0;
	for (size_t i = 0; i < columns->runs->profile.stacks.count; i++)
		if (weights[i * stride] && group_of(columns->scaling, i) == (unsigned)group)
			columns->parts[count++] = (struct part){.weight = weights[i * stride],
			                                        .item = (uint32_t)i,
			                                        .rank = columns->rank[i]};
	return count;
}

/* Makes the column of a side: each run shared out to its target, then their sum to its mean. */
static enum status make_group(struct columns *columns, int side, int group, struct error *err)
{
	const struct stacks *stacks = &columns->runs->profile.stacks;
	unsigned first = runs_first(columns->runs, side), many = columns->runs->count[side];
	uint64_t total = 0, *column = columns->weights + side;
	enum status status = STATUS_OK;
	memset(columns->sum, 0, stacks->count * sizeof *columns->sum);
	for (unsigned c = first; !status && c < first + many; c++) {
		uint64_t units = 0;
		size_t count = gather(columns, stacks->weights + c, stacks->columns, group);
		target_round(&columns->scaling->targets[c][group], columns->places, &units);
		total += units;
		status = many > 1 ? share(columns, count, units, columns->sum, 1, err)
		                  : share(columns, count, units, column, DIFF_COLUMNS, err);
	}
	if (status || many == 1)
		return status;
	uint64_t mean;
	struct target target = {total, 1, many, columns->places};
	target_round(&target, columns->places, &mean);
	return share(columns, gather(columns, columns->sum, 1, group), mean, column, DIFF_COLUMNS,
	             err);
}

static enum status rank_stacks(struct columns *columns, struct error *err)
{
	const struct profile *profile = &columns->runs->profile;
	struct sorted_stacks sorted;
	enum status status = stacks_sort(&profile->stacks, &profile->frames, ORDER_STACK, &sorted,
	                                 err);
	if (status)
		return status;
	for (size_t i = 0; i < sorted.count; i++)
		columns->rank[sorted.ids[i]] = (uint32_t)i;
	/* Whoever sorts them next finds them in order. */
	struct stacks *stacks = &columns->runs->profile.stacks;
	free(stacks->arrival);
	stacks->arrival = sorted.ids;
	stacks->arrival_count = sorted.count;
	sorted.ids = NULL;
	sorted_stacks_free(&sorted);
	return STATUS_OK;
}

static enum status make_columns(struct columns *columns, struct error *err)
{
	size_t count = columns->runs->profile.stacks.count + 1;
	columns->rank = malloc(count * sizeof *columns->rank);
	columns->parts = malloc(count * sizeof *columns->parts);
	columns->sum = malloc(count * sizeof *columns->sum);
	columns->weights = calloc(count * DIFF_COLUMNS, sizeof *columns->weights);
	if (!columns->rank || !columns->parts || !columns->sum || !columns->weights)
		return error_no_memory(err);
	enum status status = choose_places(columns, err);
	if (!status)
		status = rank_stacks(columns, err);
	for (int side = 0; side < DIFF_COLUMNS; side++)
		for (int g = 0; !status && g < GROUPS; g++)
			status = make_group(columns, side, g, err);
	return status;
}

/* --- interface ------------------------------------------------------------------------------ */

/* Puts the columns in the place of the runs' weights, which are kept. */
static void take_columns(struct comparison *comparison, struct columns *columns)
{
	struct stacks *stacks = &comparison->pair.stacks;
	comparison->runs = stacks->weights;
	comparison->run_places = stacks->places;
	stacks->weights = columns->weights;
	stacks->weights_capacity = (stacks->count + 1) * DIFF_COLUMNS;
	stacks->columns = DIFF_COLUMNS;
	stacks->places = columns->places;
	columns->weights = NULL;
}

enum status comparison_make(struct runs *runs, const struct normalization *how,
                            struct comparison *comparison, struct error *err)
{
	struct scaling scaling;
	struct columns columns = {.runs = runs, .scaling = &scaling, .how = how};
	*comparison = (struct comparison){
		.count = {runs->count[DIFF_BEFORE], runs->count[DIFF_AFTER]},
		.totals_forced = how->by == NORMALIZE_TOTAL,
	};
	profile_init(&comparison->pair, DIFF_COLUMNS);
	enum status status = scaling_make(runs, how, &scaling, err);
	if (status)
		return status;
	memcpy(comparison->factors, scaling.factors, sizeof scaling.factors);
	bool as_they_are = nothing_to_scale(&columns);
	if (!as_they_are)
		status = make_columns(&columns, err);
	if (!status) {
		comparison->pair = runs->profile;
		profile_init(&runs->profile, runs->count[DIFF_BEFORE] + runs->count[DIFF_AFTER]);
		if (!as_they_are)
			take_columns(comparison, &columns);
	}
	for (unsigned c = 0; !status && c < DIFF_COLUMNS; c++)
		status = stacks_total(&comparison->pair.stacks, c, &comparison->totals[c], err);
	free(columns.rank);
	free(columns.parts);
	free(columns.sum);
	free(columns.weights);
	scaling_free(&scaling);
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
