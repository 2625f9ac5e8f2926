/* Sorting stacks by the bytes of their text without comparing texts.
 *
 * Every frame gets two ranks: one if it ends a stack, and one if another frame follows it. The
 * names with the text that follows them ("a" or "a 5", "a;") are sorted once, and then each stack
 * is a sequence of ranks. Names are sorted as sequences too, of a few bytes each. */
#include "store/sort.h"

#include "base/large.h"
#include "base/parallel.h"
#include "store/multikey.h"

#include <stdlib.h>
#include <string.h>

enum {
	NAME_UNIT = 3, /* bytes of a name in one number */
	SHARE = 8192,  /* stacks that a thread processes at a time */
};

/* The numbers, and the entries that point to them. */
struct sequences {
	uint32_t *numbers;
	struct entry *entries;
};

static bool sequences_make(struct sequences *sequences, size_t numbers, size_t entries)
{
	sequences->numbers = large_alloc((numbers + 1) * sizeof *sequences->numbers);
	sequences->entries = large_alloc((entries + 1) * sizeof *sequences->entries);
	return sequences->numbers && sequences->entries;
}

static void sequences_free(struct sequences *sequences)
{
	free(sequences->numbers);
	free(sequences->entries);
}

/* Writes a name and the text that follows it as numbers: each has three bytes and, in the lowest
 * bits, how many of the three are used, which distinguishes a NUL in a name from its end. Returns
 * the beginning of the next sequence. */
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

/* ranks[2 * id + follows] counts from 1 in the order of the names with the text that
 * follows them. */
static bool rank_names(const struct frames *frames, enum stacks_order order, unsigned threads,
                       uint32_t *ranks)
{
	/* All counts sort alike against other text that can follow a name, except if a name
	 * continues with a blank and digits; so one digit represents any count. */
	const char *end = order == ORDER_LINE ? " 5" : "";
	const char *inner = order == ORDER_FRAMES ? "" : ";";
	size_t numbers = 0, count = frames->count * 2;
	for (size_t i = 0; i < frames->count; i++)
		numbers += 2 * ((frames->items[i].size + 2) / NAME_UNIT + 2);
	struct sequences names;
	bool ok = sequences_make(&names, numbers, count);
	uint32_t *at = names.numbers;
	for (size_t i = 0; ok && i < count; i++) {
		names.entries[i] = (struct entry){.numbers = at, .id = (uint32_t)i};
		at = name_numbers(at, &frames->items[i / 2], i & 1 ? inner : end);
	}
	ok = ok && sort_entries(names.entries, count, threads);
	for (size_t i = 0; ok && i < count; i++)
		ranks[names.entries[i].id] = (uint32_t)i + 1;
	for (size_t i = 0; ok && order == ORDER_FRAMES && i < count; i += 2)
		ranks[i] = ranks[i + 1];
	sequences_free(&names);
	return ok;
}

/* Data that the threads that sort stacks share. */
struct stack_sorting {
	const struct stacks *stacks;
	const uint32_t *ranks;
	struct sequences sequences;
	struct sorted_stacks *sorted;
	bool check;    /* check whether the entries are in order, ... */
	bool unsorted; /* ... and they are not */
};

static size_t share_end(const struct stack_sorting *sorting, size_t first)
{
	size_t count = sorting->stacks->count;
	return count - first < SHARE ? count : first + SHARE;
}

/* Writes the ranks of a share of the stacks to the positions in their entries. */
static void write_ranks(void *sorting_, size_t share)
{
	struct stack_sorting *sorting = sorting_;
	const uint32_t *ranks = sorting->ranks;
	for (size_t i = share * SHARE, end = share_end(sorting, i); i < end; i++) {
		const struct entry *entry = &sorting->sequences.entries[i];
		const struct stack *stack = &sorting->stacks->items[entry->id];
		uint32_t *at = sorting->sequences.numbers +
		               (entry->numbers - sorting->sequences.numbers);
		for (size_t d = 0; d < stack->depth; d++)
			*at++ = ranks[2 * (size_t)stack->frames[d] + (d + 1 < stack->depth)];
		*at = 0;
	}
}

/* Fills a share of sorted: the ids of the entries, and how many frames each shares with the
 * previous one. With `check`, it stops and returns false if they are not in order. */
static bool fill_share(struct stack_sorting *sorting, size_t share)
{
	const struct entry *entries = sorting->sequences.entries;
	const struct stack *stacks = sorting->stacks->items;
	for (size_t i = share * SHARE, end = share_end(sorting, i); i < end; i++) {
		size_t shared = 0;
		if (i) {
			shared = stacks_shared(&stacks[entries[i - 1].id], &stacks[entries[i].id]);
			/* the last frame may differ in the text that follows it */
			if (sorting->check &&
			    !entry_is_after(&entries[i], &entries[i - 1], shared ? shared - 1 : 0))
				return false;
		}
		sorting->sorted->ids[i] = entries[i].id;
		sorting->sorted->shared[i] = (uint32_t)shared;
	}
	return true;
}

static void fill_job(void *sorting_, size_t share)
{
	struct stack_sorting *sorting = sorting_;
	if (!__atomic_load_n(&sorting->unsorted, __ATOMIC_RELAXED) && !fill_share(sorting, share))
		__atomic_store_n(&sorting->unsorted, true, __ATOMIC_RELAXED);
}

/* Sorts the stacks by their ranks, unless they arrived in that order. */
static bool sort_by_rank(struct stack_sorting *sorting)
{
	const struct stacks *stacks = sorting->stacks;
	struct sequences *sequences = &sorting->sequences;
	unsigned threads = stacks->threads;
	size_t numbers = 0, shares = (stacks->count + SHARE - 1) / SHARE;
	for (size_t i = 0; i < stacks->count; i++)
		numbers += (size_t)stacks->items[i].depth + 1;
	if (!sequences_make(sequences, numbers, stacks->count))
		return false;
	const uint32_t *arrival = stacks->arrival_count == stacks->count ? stacks->arrival : NULL;
	const uint32_t *at = sequences->numbers;
	for (size_t i = 0; i < stacks->count; i++) {
		uint32_t id = arrival ? arrival[i] : (uint32_t)i;
		sequences->entries[i] = (struct entry){.numbers = at, .id = id};
		at += stacks->items[id].depth + 1;
	}
	parallel_each(threads, shares, write_ranks, sorting);
	sorting->check = true;
	parallel_each(threads, shares, fill_job, sorting);
	if (!sorting->unsorted)
		return true;
	sorting->check = sorting->unsorted = false;
	bool ok = sort_entries(sequences->entries, stacks->count, threads);
	if (ok)
		parallel_each(threads, shares, fill_job, sorting);
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
	struct stack_sorting sorting = {.stacks = stacks, .ranks = ranks, .sorted = sorted};
	bool ok = ranks && sorted->ids && sorted->shared &&
	          rank_names(frames, order, stacks->threads, ranks) && sort_by_rank(&sorting);
	sequences_free(&sorting.sequences);
	free(ranks);
	if (ok)
		return STATUS_OK;
	sorted_stacks_free(sorted);
	return error_no_memory(err);
}

void sorted_stacks_free(struct sorted_stacks *sorted)
{
	free(sorted->ids);
	free(sorted->shared);
	*sorted = (struct sorted_stacks){0};
}
