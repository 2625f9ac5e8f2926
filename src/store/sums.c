#include "store/sums.h"

#include <stdlib.h>

/* The sum of a column in whole counts; each weight is rounded separately, as in stacks_fit. */
struct column_sum {
	number_wide whole;
	bool fits;
};

/* A sum in units of 10^-places as whole counts. */
static number_wide whole_of(number_wide sum, unsigned places)
{
	bool exact;
	return number_round(sum, places, &exact);
}

static void add_whole(struct column_sum *sum, number_wide whole)
{
	sum->fits &= whole <= UINT64_MAX && !__builtin_add_overflow(sum->whole, whole, &sum->whole);
}

/* Both profiles have the stack: adds the part of its weight that is not yet in the sum. */
static void add_both(struct column_sum *sum, const struct stacks *into, size_t at,
                     const struct stacks *from, size_t i)
{
	unsigned places = into->places > from->places ? into->places : from->places;
	number_wide one = stacks_sum(into, at), other = stacks_sum(from, i), both;
	number_wide before = whole_of(one, into->places);
	sum->fits &= !__builtin_mul_overflow(one, number_power10(places - into->places), &one) &&
	             !__builtin_mul_overflow(other, number_power10(places - from->places),
	                                     &other) &&
	             !__builtin_add_overflow(one, other, &both);
	if (!sum->fits)
		return;
	number_wide after = whole_of(both, places);
	sum->fits &= after <= UINT64_MAX;
	sum->whole += after - before;
}

/* The id in `into` of stack i of `from`; STACK_NONE: it is new. ids: room for the stack. */
static uint32_t find_stack(const struct stacks *into, const struct stack *stack,
                           const uint32_t *map, uint32_t *ids)
{
	for (size_t d = 0; d < stack->depth; d++) {
		ids[d] = map[stack->frames[d]];
		if (ids[d] == FRAME_NONE)
			return STACK_NONE;
	}
	return stacks_find(into, ids, stack->depth);
}

static bool columns_fit(const struct stacks *into, const struct stacks *from, const uint32_t *map,
                        uint32_t *ids)
{
	struct column_sum sums[STACKS_COLUMNS_MAX];
	const unsigned columns = into->columns;
	bool fit = true;
	for (unsigned c = 0; c < columns; c++)
		sums[c] = (struct column_sum){0, true};
	for (size_t i = 0; i < into->count * columns; i++)
		add_whole(&sums[i % columns], whole_of(stacks_sum(into, i), into->places));
	for (size_t i = 0; i < from->count; i++) {
		uint32_t id = find_stack(into, &from->items[i], map, ids);
		for (unsigned c = 0; c < columns; c++) {
			size_t at = i * columns + c;
			if (id == STACK_NONE)
				add_whole(&sums[c], whole_of(stacks_sum(from, at), from->places));
			else
				add_both(&sums[c], into, (size_t)id * columns + c, from, at);
		}
	}
	for (unsigned c = 0; c < columns; c++)
		fit &= sums[c].fits && sums[c].whole <= UINT64_MAX;
	return fit;
}

enum status sums_check(const struct profile *into, const struct profile *from, struct error *err)
{
	const struct frames *frames = &from->frames;
	size_t deepest = 0;
	for (size_t i = 0; i < from->stacks.count; i++)
		if (from->stacks.items[i].depth > deepest)
			deepest = from->stacks.items[i].depth;
	uint32_t *map = malloc((frames->count + deepest + 1) * sizeof *map);
	if (!map)
		return error_no_memory(err);
	for (size_t f = 0; f < frames->count; f++)
		map[f] = frames_find(&into->frames, frames->items[f].name, frames->items[f].size);
	bool fit = columns_fit(&into->stacks, &from->stacks, map, map + frames->count);
	free(map);
	return fit ? STATUS_OK
	           : error_set(err, STATUS_FAILED, "the counts' sum does not fit 64 bits");
}
