#include "store/stacks.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

void stacks_init(struct stacks *stacks, unsigned columns)
{
	*stacks = (struct stacks){.columns = columns};
}

uint32_t stacks_intern(struct stacks *stacks, const uint32_t *frames, size_t depth)
{
	if (!table_room(&stacks->table))
		return STACK_NONE;
	size_t size = depth * sizeof *frames;
	uint32_t hash = hash_bytes(frames, size);
	table_each(&stacks->table, hash, at) {
		const struct stack *stack = &stacks->items[at->number - 1];
		if (stack->depth == depth && memcmp(stack->frames, frames, size) == 0)
			return at->number - 1;
	}
	size_t n = stacks->count;
	if (depth > UINT32_MAX || n >= STACK_NONE - 1 ||
	    !vector_reserve(&stacks->items, &stacks->capacity, n + 1) ||
	    !vector_reserve(&stacks->weights, &stacks->weights_capacity, (n + 1) * stacks->columns))
		return STACK_NONE;
	uint32_t *copy = arena_alloc(&stacks->arena, size, sizeof *copy);
	if (!copy)
		return STACK_NONE;
	memcpy(copy, frames, size);
	stacks->items[n] = (struct stack){copy, (uint32_t)depth, hash};
	memset(stacks->weights + n * stacks->columns, 0,
	       stacks->columns * sizeof *stacks->weights);
	stacks->count++;
	table_put(&stacks->table, hash, (uint32_t)n);
	return (uint32_t)n;
}

/* places: of the unit that the sum would have. */
static enum status overflow(unsigned places, struct error *err)
{
	if (places)
		return error_set(err, STATUS_FAILED,
		                 "the counts' sum passes 64 bits, as it is kept to %u decimal "
		                 "places: round the counts",
		                 places);
	return error_set(err, STATUS_FAILED, "the counts' sum passes 64 bits");
}

enum status stacks_refine(struct stacks *stacks, unsigned places, struct error *err)
{
	if (places <= stacks->places)
		return STATUS_OK;
	unsigned more = places - stacks->places;
	size_t n = stacks->count * stacks->columns;
	for (size_t i = 0; i < n; i++) {
		uint64_t scaled = stacks->weights[i];
		if (!number_scale(&scaled, more))
			return overflow(places, err);
	}
	for (size_t i = 0; i < n; i++)
		number_scale(&stacks->weights[i], more);
	stacks->places = places;
	return STATUS_OK;
}

enum status stacks_add(struct stacks *stacks, uint32_t id, unsigned column, struct decimal weight,
                       struct error *err)
{
	if (weight.places > stacks->places) {
		enum status status = stacks_refine(stacks, weight.places, err);
		if (status)
			return status;
	}
	if (weight.places < stacks->places &&
	    !number_scale(&weight.value, stacks->places - weight.places))
		return overflow(stacks->places, err);
	uint64_t *sum = &stacks->weights[(size_t)id * stacks->columns + column];
	return __builtin_add_overflow(*sum, weight.value, sum)
	               ? (*sum -= weight.value, overflow(stacks->places, err))
	               : STATUS_OK;
}

enum status stacks_total(const struct stacks *stacks, unsigned column, uint64_t *total,
                         struct error *err)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < stacks->count; i++)
		if (__builtin_add_overflow(sum, stacks->weights[i * stacks->columns + column], &sum))
			return overflow(stacks->places, err);
	*total = sum;
	return STATUS_OK;
}

size_t stacks_shared(const struct stack *a, const struct stack *b)
{
	size_t most = a->depth < b->depth ? a->depth : b->depth;
	size_t n = 0;
	while (n + 4 <= most && memcmp(a->frames + n, b->frames + n, 4 * sizeof *a->frames) == 0)
		n += 4;
	while (n < most && a->frames[n] == b->frames[n])
		n++;
	return n;
}

void stacks_free(struct stacks *stacks)
{
	arena_free(&stacks->arena);
	free(stacks->items);
	free(stacks->weights);
	free(stacks->table.slots);
	*stacks = (struct stacks){0};
}
