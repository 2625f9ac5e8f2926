#include "store/multikey.h"

#include "base/parallel.h"
#include "base/vector.h"

#include <stdlib.h>

enum {
	FEW = 12,    /* fewer entries than this are sorted by insertion */
	MANY = 4096, /* fewer entries than this are not worth a thread */
	SHARES = 8,  /* at least this many ranges for each thread */
};

/* Entries first..first+count are equal before depth. */
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

/* Partitions entries by `now`: less than the pivot, equal, greater; returns the bounds of the equal
 * ones. */
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

bool entry_is_after(const struct entry *a, const struct entry *b, size_t depth)
{
	while (a->numbers[depth] == b->numbers[depth] && a->numbers[depth])
		depth++;
	return a->numbers[depth] > b->numbers[depth];
}

/* The same if `now` is already that of depth. */
static bool is_after(const struct entry *a, const struct entry *b, size_t depth)
{
	return a->now != b->now ? a->now > b->now : entry_is_after(a, b, depth);
}

/* Sorts a few entries that are equal before depth, by insertion. */
static void sort_few(struct entry *entries, size_t count, size_t depth)
{
	for (size_t i = 1; i < count; i++) {
		struct entry entry = entries[i];
		size_t at = i;
		for (; at > 0 && is_after(&entries[at - 1], &entry, depth); at--)
			entries[at] = entries[at - 1];
		entries[at] = entry;
	}
}

/* Sorts a range, or splits it by its pivot into up to three ranges, which are added to `pending`;
 * false without memory. */
static bool sort_step(struct entry *entries, struct range range, struct pending *pending)
{
	struct entry *first = entries + range.first;
	if (range.count < FEW) {
		sort_few(first, range.count, range.depth);
		return true;
	}
	size_t less, greater, depth = range.depth;
	uint32_t pivot = partition(first, range.count, &less, &greater);
	if (pivot && greater - less > 1)
		for (size_t i = less; i < greater; i++)
			first[i].now = first[i].numbers[depth + 1];
	return pending_push(pending, (struct range){range.first, less, depth}) &&
	       pending_push(pending,
	                    (struct range){range.first + greater, range.count - greater, depth}) &&
	       (!pivot || pending_push(pending, (struct range){range.first + less, greater - less,
	                                                       depth + 1}));
}

static bool sort_range(struct entry *entries, struct range range)
{
	struct pending pending = {0};
	bool ok = pending_push(&pending, range);
	while (ok && pending.count) {
		range = pending.items[--pending.count];
		ok = sort_step(entries, range, &pending);
	}
	free(pending.items);
	return ok;
}

/* Splits the pending ranges until none has more than `most` entries, and puts them into `ranges`.
 * False without memory. */
static bool split_range(struct entry *entries, struct pending *pending, size_t most,
                        struct pending *ranges)
{
	bool ok = true;
	while (ok && pending->count) {
		struct range range = pending->items[--pending->count];
		ok = range.count > most ? sort_step(entries, range, pending)
		                        : pending_push(ranges, range);
	}
	return ok;
}

struct sorting {
	struct entry *entries;
	const struct range *ranges;
	bool failed;
};

static void sort_job(void *sorting_, size_t i)
{
	struct sorting *sorting = sorting_;
	if (!sort_range(sorting->entries, sorting->ranges[i]))
		__atomic_store_n(&sorting->failed, true, __ATOMIC_RELAXED);
}

bool sort_entries(struct entry *entries, size_t count, unsigned threads)
{
	for (size_t i = 0; i < count; i++)
		entries[i].now = entries[i].numbers[0];
	if (threads < 2 || count < MANY)
		return sort_range(entries, (struct range){0, count, 0});
	struct pending pending = {0}, ranges = {0};
	struct sorting sorting = {.entries = entries};
	bool ok = pending_push(&pending, (struct range){0, count, 0}) &&
	          split_range(entries, &pending, count / threads / SHARES, &ranges);
	sorting.ranges = ranges.items;
	if (ok)
		parallel_each(threads, ranges.count, sort_job, &sorting);
	free(pending.items);
	free(ranges.items);
	return ok && !sorting.failed;
}
