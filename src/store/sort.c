/* Sorting stacks by the bytes of their text without comparing texts.
 *
 * Every frame gets two ranks, one for where it ends a stack and one for where another frame
 * follows it: the names with what stands behind them ("a" or "a 5", "a;") are sorted once, and
 * from then on a stack is a sequence of ranks. Both sorts are a multikey quicksort: three-way
 * partitions by the unit at one position, then by the next position where units were equal
 * (Bentley and Sedgewick, "Fast algorithms for sorting and searching strings", 1997).
 */
#include "store/stacks.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t unit; /* at the depth being sorted by */
	uint32_t id;
};

/* Entries first..first+count agree in all units before depth. */
struct range {
	size_t first, count, depth;
};

struct pending {
	struct range *items;
	size_t count, capacity;
};

/* The unit of an entry at a depth; 0 at and behind its end, smaller than all others. */
typedef uint64_t unit_at(const void *keys, uint32_t id, size_t depth);

static bool pending_push(struct pending *pending, struct range range)
{
	if (range.count < 2)
		return true;
	if (!vector_reserve(&pending->items, &pending->capacity, pending->count + 1))
		return false;
	pending->items[pending->count++] = range;
	return true;
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c)
{
	if (a > b) {
		uint64_t t = a;
		a = b;
		b = t;
	}
	return c < a ? a : c > b ? b : c;
}

/* Orders entries by unit: less than the pivot, equal, greater; gives the bounds of equal. */
static void partition(struct entry *entries, size_t count, size_t *less, size_t *greater)
{
	uint64_t pivot = median(entries[0].unit, entries[count / 2].unit, entries[count - 1].unit);
	size_t low = 0, at = 0, high = count;
	while (at < high) {
		struct entry entry = entries[at];
		if (entry.unit < pivot) {
			entries[at++] = entries[low];
			entries[low++] = entry;
		} else if (entry.unit > pivot) {
			entries[at] = entries[--high];
			entries[high] = entry;
		} else {
			at++;
		}
	}
	*less = low;
	*greater = high;
}

/* A few entries that agree before depth: by insertion, comparing units from there on. */
static void sort_few(struct entry *entries, size_t count, size_t depth, size_t depth_max,
                     const void *keys, unit_at *unit)
{
	for (size_t i = 1; i < count; i++) {
		struct entry entry = entries[i];
		size_t at = i;
		for (; at > 0; at--) {
			size_t d = depth;
			uint64_t a = entries[at - 1].unit, b = entry.unit;
			while (a == b && d < depth_max) {
				d++;
				a = unit(keys, entries[at - 1].id, d);
				b = unit(keys, entry.id, d);
			}
			if (a <= b)
				break;
			entries[at] = entries[at - 1];
		}
		entries[at] = entry;
	}
}

static inline __attribute__((always_inline)) bool sort_entries(struct entry *entries, size_t count,
                                                               size_t depth_max, const void *keys,
                                                               unit_at *unit)
{
	struct pending pending = {0};
	bool ok = pending_push(&pending, (struct range){0, count, 0});
	for (size_t i = 0; i < count; i++)
		entries[i].unit = unit(keys, entries[i].id, 0);
	while (ok && pending.count) {
		struct range range = pending.items[--pending.count];
		struct entry *first = entries + range.first;
		if (range.count < 12) {
			sort_few(first, range.count, range.depth, depth_max, keys, unit);
			continue;
		}
		size_t less, greater;
		partition(first, range.count, &less, &greater);
		ok = pending_push(&pending, (struct range){range.first, less, range.depth}) &&
		     pending_push(&pending, (struct range){range.first + greater,
		                                           range.count - greater, range.depth});
		if (!ok || greater - less < 2 || range.depth >= depth_max)
			continue;
		for (size_t i = less; i < greater; i++)
			first[i].unit = unit(keys, first[i].id, range.depth + 1);
		ok = pending_push(&pending, (struct range){range.first + less, greater - less,
		                                           range.depth + 1});
	}
	free(pending.items);
	return ok;
}

/* The names with what follows them: key 2 * id is the frame at a stack's end, 2 * id + 1 within. */
struct name_keys {
	const struct frame *frames;
	const char *end; /* what stands behind a stack's last frame */
	size_t end_size;
};

static uint64_t name_unit(const void *keys_, uint32_t key, size_t depth)
{
	const struct name_keys *keys = keys_;
	const struct frame *frame = &keys->frames[key / 2];
	const char *tail = key & 1 ? ";" : keys->end;
	size_t tail_size = key & 1 ? 1 : keys->end_size;
	size_t offset = depth * 8;
	if (offset + 8 <= frame->size) {
		uint64_t word;
		memcpy(&word, frame->name + offset, 8);
		return __builtin_bswap64(word);
	}
	unsigned char bytes[8] = {0};
	for (size_t i = 0; i < 8; i++) {
		size_t at = offset + i;
		if (at < frame->size)
			bytes[i] = (unsigned char)frame->name[at];
		else if (at - frame->size < tail_size)
			bytes[i] = (unsigned char)tail[at - frame->size];
	}
	uint64_t unit = 0;
	for (size_t i = 0; i < 8; i++)
		unit = unit << 8 | bytes[i];
	return unit;
}

/* ranks[2 * id + follows] is 1 and up in the order of the names with what follows. */
static bool rank_names(const struct frames *frames, enum stacks_order order, uint32_t *ranks)
{
	size_t count = frames->count * 2;
	struct entry *entries = malloc((count + 1) * sizeof *entries);
	if (!entries)
		return false;
	size_t longest = 0;
	for (size_t i = 0; i < count; i++) {
		entries[i].id = (uint32_t)i;
		if (frames->items[i / 2].size > longest)
			longest = frames->items[i / 2].size;
	}
	/* Any count sorts alike against what can follow a name, except against a name that goes
	 * on with a blank and digits; one digit stands for it. */
	const char *end = order == ORDER_LINE ? " 5" : "";
	struct name_keys keys = {frames->items, end, strlen(end)};
	bool ok = sort_entries(entries, count, longest / 8 + 1, &keys, name_unit);
	for (size_t i = 0; ok && i < count; i++)
		ranks[entries[i].id] = (uint32_t)i + 1;
	free(entries);
	return ok;
}

struct stack_keys {
	const struct stack *stacks;
	const uint32_t *ranks;
};

static uint64_t stack_unit(const void *keys_, uint32_t id, size_t depth)
{
	const struct stack_keys *keys = keys_;
	const struct stack *stack = &keys->stacks[id];
	if (depth >= stack->depth)
		return 0;
	return keys->ranks[2 * (size_t)stack->frames[depth] + (depth + 1 < stack->depth)];
}

static bool sort_by_rank(const struct stacks *stacks, const uint32_t *ranks, uint32_t *ids)
{
	struct entry *entries = malloc((stacks->count + 1) * sizeof *entries);
	if (!entries)
		return false;
	size_t deepest = 0;
	for (size_t i = 0; i < stacks->count; i++) {
		entries[i].id = (uint32_t)i;
		if (stacks->items[i].depth > deepest)
			deepest = stacks->items[i].depth;
	}
	struct stack_keys keys = {stacks->items, ranks};
	bool ok = sort_entries(entries, stacks->count, deepest, &keys, stack_unit);
	for (size_t i = 0; i < stacks->count; i++)
		ids[i] = entries[i].id;
	free(entries);
	return ok;
}

enum status stacks_sort(const struct stacks *stacks, const struct frames *frames,
                        enum stacks_order order, struct sorted_stacks *sorted, struct error *err)
{
	size_t count = stacks->count;
	uint32_t *ranks = malloc((2 * frames->count + 1) * sizeof *ranks);
	*sorted = (struct sorted_stacks){
		.ids = malloc((count + 1) * sizeof *sorted->ids),
		.shared = malloc((count + 1) * sizeof *sorted->shared),
		.count = count,
	};
	bool ok = ranks && sorted->ids && sorted->shared && rank_names(frames, order, ranks) &&
	          sort_by_rank(stacks, ranks, sorted->ids);
	free(ranks);
	if (!ok) {
		sorted_stacks_free(sorted);
		return error_no_memory(err);
	}
	for (size_t i = 0; i < count; i++)
		sorted->shared[i] =
			i ? (uint32_t)stacks_shared(&stacks->items[sorted->ids[i - 1]],
		                                    &stacks->items[sorted->ids[i]])
			  : 0;
	return STATUS_OK;
}

void sorted_stacks_free(struct sorted_stacks *sorted)
{
	free(sorted->ids);
	free(sorted->shared);
	*sorted = (struct sorted_stacks){0};
}
