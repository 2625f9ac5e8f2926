#include "store/stacks.h"

#include "base/hash.h"
#include "base/parallel.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 4096, /* stacks that a thread takes at a time */
	AHEAD = 16,   /* look-ups that are under way at a time */
};

void stacks_init(struct stacks *stacks, unsigned columns)
{
	*stacks = (struct stacks){.columns = columns};
}

/* The id of an equal sequence, or STACK_NONE; there is a table. */
static uint32_t find(const struct stacks *stacks, const uint32_t *frames, size_t depth,
                     uint32_t hash)
{
	table_each(&stacks->table, hash, at) {
		const struct stack *stack = &stacks->items[at->number - 1];
		if (stack->depth == depth &&
		    memcmp(stack->frames, frames, depth * sizeof *frames) == 0)
			return at->number - 1;
	}
	return STACK_NONE;
}

/* Whether there is room for a stack more. */
static bool item_room(struct stacks *stacks)
{
	size_t n = stacks->count;
	return n < STACK_NONE - 1 && vector_reserve(&stacks->items, &stacks->capacity, n + 1) &&
	       vector_reserve(&stacks->weights, &stacks->weights_capacity,
	                      (n + 1) * stacks->columns);
}

/* Adds a stack that is not there, with weights of 0; there is room. */
static uint32_t append(struct stacks *stacks, struct stack stack)
{
	size_t n = stacks->count++;
	stacks->items[n] = stack;
	memset(stacks->weights + n * stacks->columns, 0, stacks->columns * sizeof *stacks->weights);
	table_put(&stacks->table, stack.hash, (uint32_t)n);
	return (uint32_t)n;
}

uint32_t stacks_intern(struct stacks *stacks, const uint32_t *frames, size_t depth)
{
	if (!table_room(&stacks->table))
		return STACK_NONE;
	size_t size = depth * sizeof *frames;
	uint32_t hash = hash_bytes(frames, size);
	uint32_t known = find(stacks, frames, depth, hash);
	if (known != STACK_NONE)
		return known;
	if (depth > UINT32_MAX || !item_room(stacks))
		return STACK_NONE;
	uint32_t *copy = arena_alloc(&stacks->arena, size, sizeof *copy);
	if (!copy)
		return STACK_NONE;
	memcpy(copy, frames, size);
	return append(stacks, (struct stack){copy, (uint32_t)depth, hash});
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

enum status weights_total(const uint64_t *weights, size_t count, size_t stride, unsigned places,
                          uint64_t *total, struct error *err)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(sum, weights[i * stride], &sum))
			return overflow(places, err);
	*total = sum;
	return STATUS_OK;
}

enum status stacks_total(const struct stacks *stacks, unsigned column, uint64_t *total,
                         struct error *err)
{
	const uint64_t *weights = stacks->count ? stacks->weights + column : NULL;
	return weights_total(weights, stacks->count, stacks->columns, stacks->places, total, err);
}

/* What the threads that translate share. */
struct translation {
	struct stacks *from;
	const uint32_t *map;
};

/* Gives a share of the stacks the other's frame ids, where they stand, and the hash of those. */
static void translate(void *translation_, size_t share)
{
	struct translation *translation = translation_;
	struct stacks *from = translation->from;
	for (size_t i = share * SHARE; i < from->count && i < (share + 1) * SHARE; i++) {
		struct stack *stack = &from->items[i];
		uint32_t *frames = (uint32_t *)stack->frames; /* the arena's, so to be written */
		for (size_t d = 0; d < stack->depth; d++)
			frames[d] = translation->map[frames[d]];
		stack->hash = hash_bytes(frames, stack->depth * sizeof *frames);
	}
}

enum status stacks_take(struct stacks *into, struct stacks *from, const uint32_t *map,
                        uint32_t *ids, struct error *err)
{
	struct translation translation = {from, map};
	parallel_each(into->threads, (from->count + SHARE - 1) / SHARE, translate, &translation);
	arena_adopt(&into->arena, &from->arena);
	for (size_t i = 0; i < from->count; i++) {
		struct stack stack = from->items[i];
		if (i + AHEAD < from->count)
			table_expect(&into->table, from->items[i + AHEAD].hash);
		if (!table_room(&into->table) || !item_room(into))
			return error_no_memory(err);
		uint32_t id = find(into, stack.frames, stack.depth, stack.hash);
		if (id == STACK_NONE)
			id = append(into, stack);
		for (unsigned c = 0; c < from->columns; c++) {
			struct decimal weight = {from->weights[i * from->columns + c],
			                         from->places};
			enum status status = stacks_add(into, id, c, weight, err);
			if (status)
				return status;
		}
		if (ids)
			ids[i] = id;
	}
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
	free(stacks->arrival);
	*stacks = (struct stacks){0};
}
