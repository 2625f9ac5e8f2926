#include "diff/normalize.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const sides[] = {"before", "after"};

enum status normalization_parse(const char *text, struct normalization *how, size_t *offset,
                                struct error *err)
{
	static const char frame[] = "frame:", factor[] = "factor:";
	*offset = 0;
	if (strcmp(text, "total") == 0) {
		how->by = NORMALIZE_TOTAL;
		return STATUS_OK;
	}
	if (strncmp(text, frame, sizeof frame - 1) == 0) {
		const char *regex = text + sizeof frame - 1;
		how->by = NORMALIZE_FRAME;
		enum status status = pattern_compile_at(regex, strlen(regex), &how->frame, offset,
		                                        err);
		*offset += sizeof frame - 1;
		return status;
	}
	if (strncmp(text, factor, sizeof factor - 1) == 0) {
		const char *number = text + sizeof factor - 1;
		how->by = NORMALIZE_FACTOR;
		*offset = sizeof factor - 1;
		if (decimal_parse(number, strlen(number), &how->factor) == NUMBER_OK &&
		    how->factor.value)
			return STATUS_OK;
		return error_set(err, STATUS_FAILED, "'%s' is not a number above 0", number);
	}
	return error_set(err, STATUS_FAILED, "'%s' is none of total, frame:REGEX and factor:NUMBER",
	                 text);
}

void normalization_free(struct normalization *how)
{
	pattern_free(how->frame);
	how->frame = NULL;
}

bool target_round(const struct target *target, unsigned places, uint64_t *units)
{
	unsigned __int128 share = (unsigned __int128)target->first * target->second;
	unsigned __int128 whole = share / target->divisor, rest = share % target->divisor;
	bool up = rest >= target->divisor - rest; /* at least half */
	for (unsigned p = target->places; p < places; p++) {
		/* Long division: the divisor is below 2^71, so ten times a remainder does not
		 * overflow. */
		if (whole > UINT64_MAX)
			return false;
		rest *= 10;
		whole = whole * 10 + rest / target->divisor;
		rest %= target->divisor;
		up = rest >= target->divisor - rest;
	}
	if (places < target->places) {
		uint64_t unit = number_power10(target->places - places);
		uint64_t left = (uint64_t)(whole % unit);
		whole /= unit;
		up = left >= unit - left;
	}
	whole += up;
	if (whole > UINT64_MAX)
		return false;
	*units = (uint64_t)whole;
	return true;
}

enum status normalization_group(const struct normalization *how, const struct runs *runs,
                                uint8_t **groups, struct error *err)
{
	const struct frames *frames = &runs->profile.frames;
	const struct stacks *stacks = &runs->profile.stacks;
	*groups = NULL;
	if (how->by != NORMALIZE_FRAME)
		return STATUS_OK;
	uint8_t *fits = malloc(frames->count + 1);
	*groups = calloc(stacks->count + 1, 1);
	if (!fits || !*groups) {
		free(fits);
		return error_no_memory(err);
	}
	for (size_t i = 0; i < frames->count; i++)
		fits[i] = pattern_matches(how->frame, frames->items[i].name, frames->items[i].size);
	for (size_t i = 0; i < stacks->count; i++)
		for (size_t d = 0; d < stacks->items[i].depth && !(*groups)[i]; d++)
			(*groups)[i] = fits[stacks->items[i].frames[d]] ? GROUP_FRAME : GROUP_REST;
	free(fits);
	const char *failure = pattern_failure(how->frame);
	return failure ? error_set(err, STATUS_FAILED, "--normalize: matching failed: %s", failure)
	               : STATUS_OK;
}

static enum status sum_up(const struct run_table *runs, struct scaling *scaling, struct error *err)
{
	for (unsigned c = 0; c < runs->columns; c++) {
		uint64_t total; /* the sum fits; those of the groups are not needed here */
		enum status status = weights_total(runs->weights + c, runs->count, runs->columns,
		                                   &total, err);
		if (status)
			return status;
	}
	for (size_t i = 0; i < runs->count; i++) {
		unsigned group = scaling_group(scaling, i);
		for (unsigned c = 0; c < runs->columns; c++)
			scaling->sums[c][group] += runs->weights[i * runs->columns + c];
	}
	return STATUS_OK;
}

/* The sum of a group over the runs after; runs are scaled to its mean. */
static enum status sum_after(const struct run_table *runs, const struct scaling *scaling, int group,
                             uint64_t *sum, struct error *err)
{
	*sum = 0;
	for (unsigned c = runs->sides[DIFF_BEFORE]; c < runs->columns; c++)
		if (__builtin_add_overflow(*sum, scaling->sums[c][group], sum))
			return error_set(err, STATUS_FAILED,
			                 "the counts' sum does not fit 64 bits");
	return STATUS_OK;
}

static enum status refuse_zero(const struct run_table *runs, unsigned column,
                               const struct normalization *how, struct error *err)
{
	unsigned before = runs->sides[DIFF_BEFORE];
	int side = column < before ? DIFF_BEFORE : DIFF_AFTER;
	unsigned number = column < before ? column : column - before;
	char run[32] = "";
	if (runs->sides[side] > 1)
		snprintf(run, sizeof run, " in run %u", number + 1);
	if (how->by == NORMALIZE_FRAME)
		return error_set(err, STATUS_FAILED,
		                 "the frames that --normalize frame: matches have no counts %s%s",
		                 sides[side], run);
	return error_set(err, STATUS_FAILED,
	                 "the counts %s%s add up to zero: there is nothing to compare with",
	                 sides[side], run);
}

/* The targets of one run if every run is scaled to the mean of those after. */
static enum status scale_to_mean(const struct run_table *runs, const struct normalization *how,
                                 struct scaling *scaling, unsigned column, struct error *err)
{
	int group = how->by == NORMALIZE_FRAME ? GROUP_FRAME : GROUP_REST;
	unsigned runs_after = runs->sides[DIFF_AFTER], places = runs->places;
	uint64_t after, now = scaling->sums[column][group];
	enum status status = sum_after(runs, scaling, group, &after, err);
	if (status)
		return status;
	if (!now || !after)
		return refuse_zero(runs, now ? runs->sides[DIFF_BEFORE] : column, how, err);
	scaling->targets[column][group] = (struct target){after, 1, runs_after, places};
	if (how->by == NORMALIZE_FRAME)
		scaling->targets[column][GROUP_REST] = (struct target){
			scaling->sums[column][GROUP_REST], after,
			(unsigned __int128)now * runs_after, places};
	scaling->factors[column] = (double)after / (double)now / (double)runs_after;
	scaling->exact[column] = (unsigned __int128)now * runs_after == after;
	return STATUS_OK;
}

enum status scaling_make(const struct run_table *runs, const struct normalization *how,
                         const uint8_t *groups, struct scaling *scaling, struct error *err)
{
	*scaling = (struct scaling){.groups = groups};
	enum status status = sum_up(runs, scaling, err);
	for (unsigned c = 0; !status && c < runs->columns; c++) {
		for (int g = 0; g < GROUPS; g++)
			scaling->targets[c][g] = (struct target){scaling->sums[c][g], 1, 1,
			                                         runs->places};
		scaling->factors[c] = 1;
		scaling->exact[c] = true;
		bool before = c < runs->sides[DIFF_BEFORE];
		if (how->by == NORMALIZE_TOTAL || how->by == NORMALIZE_FRAME) {
			status = scale_to_mean(runs, how, scaling, c, err);
		} else if (how->by == NORMALIZE_FACTOR && before) {
			struct target *target = &scaling->targets[c][GROUP_REST];
			target->second = how->factor.value;
			target->divisor = number_power10(how->factor.places);
			scaling->factors[c] = (double)how->factor.value / (double)target->divisor;
			scaling->exact[c] = how->factor.value == target->divisor;
		}
	}
	return status;
}
