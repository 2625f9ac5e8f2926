#include "diff/diff.h"

#include "base/buffer.h"

#include <stdlib.h>

/* --- addresses ------------------------------------------------------------------------------ */

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static void append_stripped(struct buffer *out, const char *name, size_t size)
{
	size_t copied = 0;
	for (size_t i = 0; i + 2 < size;) {
		if (name[i] != '0' || name[i + 1] != 'x' || !is_hex(name[i + 2])) {
			i++;
			continue;
		}
		buffer_append(out, name + copied, i - copied);
		buffer_text(out, "0x...");
		for (i += 2; i < size && is_hex(name[i]);)
			i++;
		copied = i;
	}
	buffer_append(out, name + copied, size - copied);
}

/* The id in `into` of each frame of `from` without its addresses; NULL without memory. */
static uint32_t *strip_frames(const struct frames *from, struct frames *into)
{
	uint32_t *ids = malloc((from->count + 1) * sizeof *ids);
	struct buffer name = {0};
	for (size_t i = 0; ids && i < from->count; i++) {
		name.size = 0;
		append_stripped(&name, from->items[i].name, from->items[i].size);
		ids[i] = FRAME_NONE;
		if (!name.failed)
			ids[i] = frames_intern(into, name.data ? name.data : "", name.size);
		if (ids[i] == FRAME_NONE) {
			free(ids);
			ids = NULL;
		}
	}
	buffer_free(&name);
	return ids;
}

static size_t deepest(const struct stacks *stacks)
{
	size_t depth = 0;
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->items[i].depth > depth)
			depth = stacks->items[i].depth;
	return depth;
}

/* Adds the stacks of `from` to `into`, frame f as ids[f]; room holds the deepest. */
static enum status add_renamed(const struct stacks *from, struct profile *into, const uint32_t *ids,
                               uint32_t *room, struct error *err)
{
	struct decimal weights[STACKS_COLUMNS_MAX];
	for (size_t i = 0; i < from->count; i++) {
		const struct stack *stack = &from->items[i];
		for (size_t k = 0; k < stack->depth; k++)
			room[k] = ids[stack->frames[k]];
		for (size_t c = 0; c < from->columns; c++)
			weights[c] = (struct decimal){from->weights[i * from->columns + c],
			                              from->places};
		enum status status = profile_add(into, room, stack->depth, weights, err);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

enum status diff_strip_addresses(const struct profile *from, struct profile *into,
                                 struct error *err)
{
	uint32_t *ids = strip_frames(&from->frames, &into->frames);
	uint32_t *room = malloc((deepest(&from->stacks) + 1) * sizeof *room);
	enum status status = STATUS_FATAL;
	if (ids && room)
		status = add_renamed(&from->stacks, into, ids, room, err);
	else
		error_no_memory(err);
	free(ids);
	free(room);
	return status;
}

/* --- pairing -------------------------------------------------------------------------------- */

enum status diff_pair(struct profile *pair, const struct profile *before,
                      const struct profile *after, struct error *err)
{
	profile_init(pair, DIFF_COLUMNS);
	enum status status = profile_merge(pair, before, DIFF_BEFORE, err);
	if (status == STATUS_OK)
		status = profile_merge(pair, after, DIFF_AFTER, err);
	if (status != STATUS_OK) {
		profile_free(pair);
		profile_init(pair, DIFF_COLUMNS);
	}
	return status;
}

/* --- normalizing ---------------------------------------------------------------------------- */

/* A unit less is not more than a hundredth for stacks of at least so many. */
enum { LARGE_UNITS = 100 };

/* A stack that was there before. */
struct share {
	uint32_t stack;
	uint32_t rank;     /* in sorted order */
	uint64_t units;    /* what it gets */
	uint64_t fraction; /* what its share has beyond the whole units, in units of 1 / T; 0 where
	                      it was raised to one unit */
};

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_fraction(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	int order = compare(y->fraction, x->fraction);
	return order ? order : compare(x->rank, y->rank);
}

static int by_size(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	int order = compare(y->units, x->units);
	return order ? order : compare(x->rank, y->rank);
}

/* Fills shares, in sorted order, from the weights before; returns how many there are. */
static size_t share_out(const struct stacks *stacks, const struct sorted_stacks *sorted,
                        uint64_t total, uint64_t wanted, struct share *shares)
{
	size_t count = 0;
	for (size_t i = 0; i < sorted->count; i++) {
		uint32_t id = sorted->ids[i];
		uint64_t weight = stacks->weights[(size_t)id * DIFF_COLUMNS + DIFF_BEFORE];
		if (!weight)
			continue;
		/* Below 2^128, and the quotient below 2^64, as weight is not above total. */
		unsigned __int128 product = (unsigned __int128)weight * wanted;
		struct share *share = &shares[count++];
		*share = (struct share){.stack = id, .rank = (uint32_t)i};
		share->units = (uint64_t)(product / total);
		share->fraction = (uint64_t)(product % total);
		if (!share->units) {
			share->units = 1;
			share->fraction = 0;
		}
	}
	return count;
}

/* Brings the sum of the shares to `wanted`, as the header says. */
static void even_out(struct share *shares, size_t count, uint64_t wanted)
{
	unsigned __int128 sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += shares[i].units;
	if (sum < wanted) {
		/* Fewer units are missing than there are fractions. */
		size_t missing = (size_t)(wanted - (uint64_t)sum);
		qsort(shares, count, sizeof *shares, by_fraction);
		for (size_t i = 0; i < missing && i < count; i++)
			shares[i].units++;
	} else if (sum > wanted) {
		unsigned __int128 surplus = sum - wanted;
		qsort(shares, count, sizeof *shares, by_size);
		for (size_t i = 0; i < surplus && i < count && shares[i].units >= LARGE_UNITS; i++)
			shares[i].units--;
	}
}

static enum status sum_of(const struct profile *pair, unsigned column, const char *side,
                          uint64_t *total, struct error *err)
{
	enum status status = stacks_total(&pair->stacks, column, total, err);
	if (status == STATUS_OK && !*total)
		return error_set(err, STATUS_FAILED,
		                 "the counts %s add up to zero: there is nothing to compare with",
		                 side);
	return status;
}

enum status diff_normalize(struct profile *pair, struct error *err)
{
	struct stacks *stacks = &pair->stacks;
	uint64_t total = 0, wanted = 0;
	enum status status = sum_of(pair, DIFF_BEFORE, "before", &total, err);
	if (status == STATUS_OK)
		status = sum_of(pair, DIFF_AFTER, "after", &wanted, err);
	if (status != STATUS_OK || total == wanted)
		return status;
	struct sorted_stacks sorted;
	status = stacks_sort(stacks, &pair->frames, ORDER_STACK, &sorted, err);
	if (status != STATUS_OK)
		return status;
	struct share *shares = malloc((sorted.count + 1) * sizeof *shares);
	if (shares) {
		size_t count = share_out(stacks, &sorted, total, wanted, shares);
		even_out(shares, count, wanted);
		for (size_t i = 0; i < count; i++)
			stacks->weights[(size_t)shares[i].stack * DIFF_COLUMNS + DIFF_BEFORE] =
				shares[i].units;
	} else {
		status = error_no_memory(err);
	}
	free(shares);
	sorted_stacks_free(&sorted);
	return status;
}
