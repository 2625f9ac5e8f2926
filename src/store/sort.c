/* Sorting stacks by the bytes of their text without comparing texts.
 *
 * Every frame gets two ranks, one for where it ends a stack and one for where another frame
 * follows it: the names with what stands behind them ("a" or "a 5", "a;") are sorted once, and
 * from then on a stack is a sequence of ranks. Names are sorted as sequences too, of a few bytes
 * each. The sort is a multikey quicksort: three-way partitions by the number at one position,
 * then by the next position where numbers were equal (Bentley and Sedgewick, "Fast algorithms for
 * sorting and searching strings", 1997).
 */
#include "store/stacks.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	FEW = 12,      /* fewer entries are sorted by insertion */
	NAME_UNIT = 3, /* bytes of a name in one number */
};

/* A sequence to be sorted. */
struct entry {
	const uint32_t *numbers; /* a 0 ends them */
	uint32_t now;            /* the one at the depth being sorted by */
	uint32_t id;
};

/* Entries first..first+count agree before depth. */
struct range {
	size_t first, count, depth;
};

struct pending {
	struct range *items;
	size_t count, capacity;
};

static bool pending_push(struct pending *pending, struct range range)
{
	if (range.count < 2)
		return true;
	if (!vector_reserve(&pending->items, &pending->capacity, pending->count + 1))
		return false;
	pending->items[pending->count++] = range;
	return true;
}

static uint32_t median(uint32_t a, uint32_t b, uint32_t c)
{
	if (a > b) {
		uint32_t t = a;
		a = b;
		b = t;
	}
	return c < a ? a : c > b ? b : c;
}

/* Orders entries by `now`: less than the pivot, equal, greater; gives the bounds of equal. */
static uint32_t partition(struct entry *entries, size_t count, size_t *less, size_t *greater)
{
	uint32_t pivot = median(entries[0].now, entries[count / 2].now, entries[count - 1].now);
	size_t low = 0, at = 0, high = count;
	while (at < high) {
		struct entry entry = entries[at];
		if (entry.now < pivot) {
			entries[at++] = entries[low];
			entries[low++] = entry;
		} else if (entry.now > pivot) {
			entries[at] = entries[--high];
			entries[high] = entry;
		} else {
			at++;
		}
	}
	*less = low;
	*greater = high;
	return pivot;
}

/* Whether a comes behind b, both agreeing before depth. */
static bool is_behind(const struct entry *a, const struct entry *b, size_t depth)
{
	if (a->now != b->now)
		return a->now > b->now;
	while (a->numbers[depth] == b->numbers[depth] && a->numbers[depth])
		depth++;
	return a->numbers[depth] > b->numbers[depth];
}

/* A few entries that agree before depth: by insertion. */
static void sort_few(struct entry *entries, size_t count, size_t depth)
{
	for (size_t i = 1; i < count; i++) {
		struct entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && is_behind(&entries[at - 1], &entry, depth); at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

/* Sorts distinct sequences; false without memory. */
static bool sort_entries(struct entry *entries, size_t count)
{
	struct pending pending = {0};
	bool ok = pending_push(&pending, (struct range){0, count, 0});
	for (size_t i = 0; i < count; i++)
		entries[i].now = entries[i].numbers[0];
	while (ok && pending.count) {
		struct range range = pending.items[--pending.count];
		struct entry *first = entries + range.first;
		if (range.count < FEW) {
			sort_few(first, range.count, range.depth);
			continue;
		}
		size_t less, greater, depth = range.depth;
		uint32_t pivot = partition(first, range.count, &less, &greater);
		ok = pending_push(&pending, (struct range){range.first, less, depth}) &&
		     pending_push(&pending, (struct range){range.first + greater,
		                                           range.count - greater, depth});
		if (!ok || !pivot || greater - less < 2)
			continue;
		for (size_t i = less; i < greater; i++)
			first[i].now = first[i].numbers[depth + 1];
		ok = pending_push(&pending,
		                  (struct range){range.first + less, greater - less, depth + 1});
	}
	free(pending.items);
	return ok;
}

/* Numbers and the entries that point into them. */
struct sequences {
	uint32_t *numbers;
	struct entry *entries;
};

static bool sequences_make(struct sequences *sequences, size_t numbers, size_t entries)
{
	sequences->numbers = malloc((numbers + 1) * sizeof *sequences->numbers);
	sequences->entries = malloc((entries + 1) * sizeof *sequences->entries);
	return sequences->numbers && sequences->entries;
}

static void sequences_free(struct sequences *sequences)
{
	free(sequences->numbers);
	free(sequences->entries);
}

/* Writes a name and what follows it as numbers: three bytes each, and below them how many of the
 * three there are, which tells a NUL in a name from the name's end. Returns where the next
 * sequence begins. */
static uint32_t *name_numbers(uint32_t *at, const struct frame *frame, const char *tail)
{
	size_t tail_size = strlen(tail), size = frame->size + tail_size;
	for (size_t from = 0; from < size; from += NAME_UNIT) {
		uint32_t number = 0, count = 0;
		for (size_t i = from; i < from + NAME_UNIT; i++) {
			unsigned char byte = 0;
			if (i < size) {
				byte = (unsigned char)(i < frame->size ? frame->name[i]
				                                       : tail[i - frame->size]);
				count++;
			}
			number = number << 8 | byte;
		}
		*at++ = number << 8 | count;
	}
	*at++ = 0;
	return at;
}

/* ranks[2 * id + follows] is 1 and up in the order of the names with what follows. */
static bool rank_names(const struct frames *frames, enum stacks_order order, uint32_t *ranks)
{
	/* Any count sorts alike against what can follow a name, except against a name that goes
	 * on with a blank and digits; one digit stands for it. */
	const char *end = order == ORDER_LINE ? " 5" : "";
	size_t numbers = 0, count = frames->count * 2;
	for (size_t i = 0; i < frames->count; i++)
		numbers += 2 * ((frames->items[i].size + 2) / NAME_UNIT + 2);
	struct sequences names;
	bool ok = sequences_make(&names, numbers, count);
	uint32_t *at = names.numbers;
	for (size_t i = 0; ok && i < count; i++) {
		names.entries[i] = (struct entry){.numbers = at, .id = (uint32_t)i};
		at = name_numbers(at, &frames->items[i / 2], i & 1 ? ";" : end);
	}
	ok = ok && sort_entries(names.entries, count);
	for (size_t i = 0; ok && i < count; i++)
		ranks[names.entries[i].id] = (uint32_t)i + 1;
	sequences_free(&names);
	return ok;
}

/* The ids of the stacks in the order of their ranks. */
static bool sort_by_rank(const struct stacks *stacks, const uint32_t *ranks, uint32_t *ids)
{
	size_t numbers = 0;
	for (size_t i = 0; i < stacks->count; i++)
		numbers += (size_t)stacks->items[i].depth + 1;
	struct sequences sequences;
	bool ok = sequences_make(&sequences, numbers, stacks->count);
	uint32_t *at = sequences.numbers;
	for (size_t i = 0; ok && i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		sequences.entries[i] = (struct entry){.numbers = at, .id = (uint32_t)i};
		for (size_t d = 0; d < stack->depth; d++)
			*at++ = ranks[2 * (size_t)stack->frames[d] + (d + 1 < stack->depth)];
		*at++ = 0;
	}
	ok = ok && sort_entries(sequences.entries, stacks->count);
	for (size_t i = 0; ok && i < stacks->count; i++)
		ids[i] = sequences.entries[i].id;
	sequences_free(&sequences);
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
