#include "diff/compare.h"

#include "diff/columns.h"

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
		/* Whoever sorts them next finds them in order. */
		free(stacks->arrival);
		stacks->arrival = sorted.ids;
		stacks->arrival_count = sorted.count;
		sorted.ids = NULL;
		sorted_stacks_free(&sorted);
	}
	free(rank);
	return status;
}

/* Puts the columns in the place of the runs' weights, which are kept. */
static void take_columns(struct comparison *comparison, const struct columns *columns)
{
	struct stacks *stacks = &comparison->pair.stacks;
	comparison->runs = stacks->weights;
	comparison->run_places = stacks->places;
	stacks->weights = columns->weights;
	stacks->weights_capacity = (stacks->count + 1) * DIFF_COLUMNS;
	stacks->columns = DIFF_COLUMNS;
	stacks->places = columns->places;
}

enum status comparison_make(struct runs *runs, const struct normalization *how,
                            struct comparison *comparison, struct error *err)
{
	struct scaling scaling;
	struct columns columns = {0};
	const struct run_table table = runs_table(runs);
	uint8_t *groups;
	*comparison = (struct comparison){
		.count = {runs->count[DIFF_BEFORE], runs->count[DIFF_AFTER]},
		.totals_forced = how->by == NORMALIZE_TOTAL,
	};
	profile_init(&comparison->pair, DIFF_COLUMNS);
	enum status status = normalization_group(how, runs, &groups, err);
	if (!status)
		status = scaling_make(&table, how, groups, &scaling, err);
	if (!status && columns_change(&table, &scaling, how))
		status = make_columns(&runs->profile, &table, &scaling, how, &columns, err);
	if (!status) {
		memcpy(comparison->factors, scaling.factors, sizeof scaling.factors);
		comparison->pair = runs->profile;
		profile_init(&runs->profile, table.columns);
		if (columns.weights)
			take_columns(comparison, &columns);
	}
	for (unsigned c = 0; !status && c < DIFF_COLUMNS; c++)
		status = stacks_total(&comparison->pair.stacks, c, &comparison->totals[c], err);
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
