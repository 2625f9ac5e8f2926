#include "store/stacks.h"

#include "base/hash.h"
#include "base/parallel.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 4096, /* stacks that a thread processes at a time */
	AHEAD = 16,   /* look-ups in progress at a time */
	LINE = 64,    /* bytes prefetched at a time */
};

void stacks_init(struct stacks *stacks, unsigned columns)
{
	*stacks = (struct stacks){.columns = columns, .rounded = NUMBER_EXACT};
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

/* Makes room for one more stack; false if there is none. */
static bool item_room(struct stacks *stacks)
{
	size_t n = stacks->count;
	size_t before = stacks->weights_capacity;
	if (n >= STACK_NONE - 1 || !vector_reserve(&stacks->items, &stacks->capacity, n + 1) ||
	    !vector_reserve(&stacks->weights, &stacks->weights_capacity, (n + 1) * stacks->columns))
		return false;
	if (!stacks->high || stacks->weights_capacity == before)
		return true;
	size_t size = stacks->weights_capacity * sizeof *stacks->high;
	uint64_t *high = realloc(stacks->high, size);
	if (!high) {
		stacks->weights_capacity = before; /* as much as both have room for */
		return false;
	}
	stacks->high = high;
	return true;
}

/* Adds a new stack with weights of 0; there is room. */
static uint32_t append(struct stacks *stacks, struct stack stack)
{
	size_t n = stacks->count++;
	stacks->items[n] = stack;
	size_t size = stacks->columns * sizeof *stacks->weights;
	memset(stacks->weights + n * stacks->columns, 0, size);
	if (stacks->high)
		memset(stacks->high + n * stacks->columns, 0, size);
	table_put(&stacks->table, stack.hash, (uint32_t)n);
	return (uint32_t)n;
}

uint32_t stacks_hash(const uint32_t *frames, size_t depth)
{
	return hash_bytes(frames, depth * sizeof *frames);
}

void stacks_expect(const struct stacks *stacks, uint32_t hash, enum stacks_expected what)
{
	if (what == STACKS_EXPECT_SLOT)
		table_expect(&stacks->table, hash);
	if (what == STACKS_EXPECT_SLOT || !stacks->table.size)
		return;
	table_each(&stacks->table, hash, at) {
		const struct stack *stack = &stacks->items[at->number - 1];
		if (what == STACKS_EXPECT_ITEM)
			__builtin_prefetch(stack);
		for (uint32_t i = 0; what == STACKS_EXPECT_FRAMES && i < stack->depth;
		     i += LINE / sizeof *stack->frames)
			__builtin_prefetch(stack->frames + i);
		return;
	}
}

uint32_t stacks_intern(struct stacks *stacks, const uint32_t *frames, size_t depth)
{
	return stacks_intern_hashed(stacks, frames, depth, stacks_hash(frames, depth));
}

uint32_t stacks_intern_hashed(struct stacks *stacks, const uint32_t *frames, size_t depth,
                              uint32_t hash)
{
	if (!table_room(&stacks->table))
		return STACK_NONE;
	size_t size = depth * sizeof *frames;
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

uint32_t stacks_find(const struct stacks *stacks, const uint32_t *frames, size_t depth)
{
	return find(stacks, frames, depth, hash_bytes(frames, depth * sizeof *frames));
}

static enum status overflow(struct error *err)
{
	return error_set(err, STATUS_FAILED, "the counts' sum does not fit 64 bits");
}

number_wide stacks_sum(const struct stacks *stacks, size_t i)
{
	number_wide high = stacks->high ? stacks->high[i] : 0;
	return high << 64 | stacks->weights[i];
}

static void set_sum(struct stacks *stacks, size_t i, number_wide sum)
{
	stacks->weights[i] = (uint64_t)sum;
	if (stacks->high)
		stacks->high[i] = (uint64_t)(sum >> 64);
}

/* Whether the whole part of a sum in units of 10^-places fits 64 bits. */
static bool whole_fits(number_wide sum, unsigned places)
{
	return sum <= UINT64_MAX || sum / number_power10(places) <= UINT64_MAX;
}

/* Allocates the upper 64 bits of each weight; false without memory. */
static bool make_high(struct stacks *stacks)
{
	if (!stacks->high)
		stacks->high = calloc(stacks->weights_capacity + 1, sizeof *stacks->high);
	return stacks->high;
}

/* Changes the unit to 10^-places, which is finer than the current one. Nothing
 * changes on failure. */
static enum status refine(struct stacks *stacks, unsigned places, struct error *err)
{
	number_wide power = number_power10(places - stacks->places), scaled, largest = 0;
	size_t n = stacks->count * stacks->columns;
	for (size_t i = 0; i < n; i++) {
		if (__builtin_mul_overflow(stacks_sum(stacks, i), power, &scaled))
			return overflow(err);
		largest = scaled > largest ? scaled : largest;
	}
	if (!whole_fits(largest, places))
		return overflow(err);
	if (largest > UINT64_MAX && !make_high(stacks))
		return error_no_memory(err);
	for (size_t i = 0; i < n; i++)
		set_sum(stacks, i, stacks_sum(stacks, i) * power);
	stacks->places = places;
	return STATUS_OK;
}

/* Adds to a weight whose sum does not fit 64 bits. */
static enum status add_wide(struct stacks *stacks, size_t i, number_wide value, struct error *err)
{
	number_wide sum;
	if (__builtin_add_overflow(stacks_sum(stacks, i), value, &sum) ||
	    !whole_fits(sum, stacks->places))
		return overflow(err);
	if (sum > UINT64_MAX && !make_high(stacks))
		return error_no_memory(err);
	set_sum(stacks, i, sum);
	return STATUS_OK;
}

enum status stacks_add_sum(struct stacks *stacks, uint32_t id, unsigned column, number_wide value,
                           unsigned places, struct error *err)
{
	size_t i = (size_t)id * stacks->columns + column;
	if (places > stacks->places) {
		enum status status = refine(stacks, places, err);
		if (status)
			return status;
	}
	if (places < stacks->places &&
	    __builtin_mul_overflow(value, number_power10(stacks->places - places), &value))
		return overflow(err);
	uint64_t sum;
	if (value > UINT64_MAX || __builtin_add_overflow(stacks->weights[i], (uint64_t)value, &sum))
		return add_wide(stacks, i, value, err);
	stacks->weights[i] = sum;
	return STATUS_OK;
}

enum status stacks_add(struct stacks *stacks, uint32_t id, unsigned column, struct decimal weight,
                       struct error *err)
{
	uint64_t *at = &stacks->weights[(size_t)id * stacks->columns + column], sum;
	if (weight.places != stacks->places || __builtin_add_overflow(*at, weight.value, &sum))
		return stacks_add_sum(stacks, id, column, weight.value, weight.places, err);
	*at = sum;
	return STATUS_OK;
}

enum status stacks_add_row(struct stacks *stacks, uint32_t id, const struct decimal *weights,
                           struct error *err)
{
	enum status status = STATUS_OK;
	for (unsigned c = 0; !status && c < stacks->columns; c++)
		status = stacks_add(stacks, id, c, weights[c], err);
	return status;
}

enum status stacks_add_row_of(struct stacks *stacks, uint32_t id, unsigned column,
                              const struct stacks *from, size_t i, struct error *err)
{
	enum status status = STATUS_OK;
	for (unsigned c = 0; !status && c < from->columns; c++)
		status = stacks_add_sum(stacks, id, column + c,
		                        stacks_sum(from, i * from->columns + c), from->places, err);
	return status;
}

/* Weight i, rounded to places. */
static number_wide rounded(const struct stacks *stacks, size_t i, unsigned places)
{
	bool exact;
	return number_round(stacks_sum(stacks, i), stacks->places - places, &exact);
}

/* Whether each weight fits 64 bits when rounded to places. */
static bool weights_fit(const struct stacks *stacks, unsigned places)
{
	for (size_t i = 0; stacks->high && i < stacks->count * stacks->columns; i++)
		if (rounded(stacks, i, places) > UINT64_MAX)
			return false;
	return true;
}

/* Whether the sum of all weights of the columns first to end - 1 fits 64 bits; with `largest`, the
 * sum of each stack's largest weight of them. */
static bool columns_fit(const struct stacks *stacks, unsigned first, unsigned end,
                        bool largest_only, unsigned places)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < stacks->count; i++) {
		number_wide largest = 0, all = 0;
		for (unsigned c = first; c < end; c++) {
			number_wide weight = rounded(stacks, i * stacks->columns + c, places);
			largest = weight > largest ? weight : largest;
			all += weight; /* no overflow: at most 64 columns, each not far above 64
			                  bits */
		}
		all = largest_only ? largest : all;
		if (all > UINT64_MAX || __builtin_add_overflow(sum, (uint64_t)all, &sum))
			return false;
	}
	return true;
}

static bool sums_fit(const struct stacks *stacks, enum stacks_sums sums, unsigned places)
{
	bool fits = true;
	switch (sums) {
	case SUMS_WEIGHTS:
		return weights_fit(stacks, places);
	case SUMS_COLUMNS:
		for (unsigned c = 0; fits && c < stacks->columns; c++)
			fits = columns_fit(stacks, c, c + 1, false, places);
		return fits;
	case SUMS_LARGEST:
		return columns_fit(stacks, 0, stacks->columns, true, places);
	case SUMS_ALL:
		return columns_fit(stacks, 0, stacks->columns, false, places) ||
		       (!places && sums_fit(stacks, SUMS_COLUMNS, 0));
	}
	return false;
}

enum status stacks_fit(struct stacks *stacks, enum stacks_sums sums, struct error *err)
{
	unsigned places = stacks->places;
	bool exact = true;
	while (places && !sums_fit(stacks, sums, places))
		places--;
	if (!places && !sums_fit(stacks, sums, 0))
		return overflow(err);
	if (places == stacks->places && !stacks->high)
		return STATUS_OK; /* not written if unchanged, because other threads read it */
	if (places < stacks->places)
		for (size_t i = 0; i < stacks->count * stacks->columns; i++)
			set_sum(stacks, i,
			        number_round(stacks_sum(stacks, i), stacks->places - places,
			                     &exact));
	if (!exact)
		stacks_note_rounding(stacks, places);
	stacks->places = places;
	free(stacks->high);
	stacks->high = NULL;
	return STATUS_OK;
}

void stacks_note_rounding(struct stacks *stacks, unsigned places)
{
	if (places < stacks->rounded)
		stacks->rounded = places;
}

enum status weights_total(const uint64_t *weights, size_t count, size_t stride, uint64_t *total,
                          struct error *err)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < count; i++)
		if (__builtin_add_overflow(sum, weights[i * stride], &sum))
			return overflow(err);
	*total = sum;
	return STATUS_OK;
}

enum status stacks_total(const struct stacks *stacks, unsigned column, uint64_t *total,
                         struct error *err)
{
	const uint64_t *weights = stacks->count ? stacks->weights + column : NULL;
	return weights_total(weights, stacks->count, stacks->columns, total, err);
}

/* Data that the threads that translate share. */
struct translation {
	struct stacks *from;
	const uint32_t *map;
};

/* Replaces the frame ids of a share of the stacks by the other profile's, in place, and updates the
 * hashes. */
static void translate(void *translation_, size_t share)
{
	struct translation *translation = translation_;
	struct stacks *from = translation->from;
	for (size_t i = share * SHARE; i < from->count && i < (share + 1) * SHARE; i++) {
		struct stack *stack = &from->items[i];
		uint32_t *frames =
			(uint32_t *)stack->frames; /* the arena owns it, so it may be written */
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
		enum status status = stacks_add_row_of(into, id, 0, from, i, err);
		if (status)
			return status;
		if (ids)
			ids[i] = id;
	}
	stacks_note_rounding(into, from->rounded);
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

size_t stacks_memory(const struct stacks *stacks)
{
	return stacks->arena.total + stacks->capacity * sizeof *stacks->items +
	       stacks->weights_capacity * sizeof *stacks->weights +
	       stacks->table.size * sizeof *stacks->table.slots;
}

void stacks_free(struct stacks *stacks)
{
	arena_free(&stacks->arena);
	free(stacks->items);
	free(stacks->weights);
	free(stacks->high);
	free(stacks->table.slots);
	free(stacks->arrival);
	*stacks = (struct stacks){0};
}
