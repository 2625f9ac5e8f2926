#include "symbol/cover.h"

#include <stdlib.h>

enum { TYPE_OBJECT = 1, TYPE_FUNCTION = 2, TYPE_IFUNC = 10 }; /* as in ELF */

/* In ascending order of preference: what is certainly there is preferred. */
enum rank { RANK_LABEL, RANK_OBJECT, RANK_SIZED, RANK_FUNCTION };

/* The symbols, and the ranges that are made of them. */
struct cover {
	struct symbol *symbols;
	size_t count;
	enum symbol_rule rule;
	struct symbol_range *ranges;
	size_t range_count;
};

/* The numbers of the symbols that may contain the address: a heap with the preferred one on top.
 * Symbols that have already ended may still be below it. */
struct heap {
	const struct cover *cover;
	uint32_t *numbers;
	size_t count;
};

static enum rank rank_of(const struct symbol *symbol)
{
	if (!symbol->sized)
		return RANK_LABEL;
	if (symbol->type == TYPE_FUNCTION || symbol->type == TYPE_IFUNC)
		return RANK_FUNCTION;
	return symbol->type == TYPE_OBJECT ? RANK_OBJECT : RANK_SIZED;
}

/* Whether a is preferred where both apply. */
static bool counts_before(const struct cover *cover, uint32_t a, uint32_t b)
{
	const struct symbol *x = &cover->symbols[a], *y = &cover->symbols[b];
	const enum rank rank_x = rank_of(x), rank_y = rank_of(y);
	if (cover->rule == SYMBOL_NEWEST)
		return a > b;
	if (rank_x != rank_y)
		return rank_x > rank_y;
	if (x->start != y->start)
		return x->start > y->start;
	return x->end != y->end ? x->end < y->end : a < b;
}

static void push(struct heap *heap, uint32_t number)
{
	size_t at = heap->count++;
	for (; at; at = (at - 1) / 2) {
		const uint32_t above = heap->numbers[(at - 1) / 2];
		if (!counts_before(heap->cover, number, above))
			break;
		heap->numbers[at] = above;
	}
	heap->numbers[at] = number;
}

static void pop(struct heap *heap)
{
	const uint32_t number = heap->numbers[--heap->count];
	size_t at = 0, next;
	for (; (next = 2 * at + 1) < heap->count; at = next) {
		if (next + 1 < heap->count &&
		    counts_before(heap->cover, heap->numbers[next + 1], heap->numbers[next]))
			next++;
		if (!counts_before(heap->cover, heap->numbers[next], number))
			break;
		heap->numbers[at] = heap->numbers[next];
	}
	heap->numbers[at] = number;
}

static int by_place(const void *a, const void *b, void *cover_)
{
	const struct cover *cover = cover_;
	const uint32_t *x = a, *y = b;
	const struct symbol *first = &cover->symbols[*x], *second = &cover->symbols[*y];
	if (first->start != second->start)
		return first->start < second->start ? -1 : 1;
	if (first->end != second->end)
		return first->end < second->end ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/* The ends of symbols without a size: the next symbol, the end of the section, or the end of the
 * function that contains them. */
static void end_labels(struct cover *cover, const uint32_t *order)
{
	enum { PAGE = 4096 };
	uint64_t reach = 0; /* of functions */
	for (size_t i = 0, next = 0; i < cover->count; i++) {
		struct symbol *symbol = &cover->symbols[order[i]];
		if (rank_of(symbol) == RANK_FUNCTION && symbol->end > reach)
			reach = symbol->end;
		if (symbol->sized)
			continue;
		while (next < cover->count && cover->symbols[order[next]].start <= symbol->start)
			next++;
		uint64_t end = next < cover->count ? cover->symbols[order[next]].start
		               : symbol->start < UINT64_MAX - PAGE ? symbol->start + PAGE
		                                                   : UINT64_MAX;
		if (symbol->limit && end > symbol->limit)
			end = symbol->limit;
		if (symbol->start < reach && end > reach)
			end = reach;
		symbol->end = end > symbol->start ? end : symbol->start;
	}
}

/* Keeps one of the symbols with the same range; returns how many are left. */
static size_t drop_aliases(const struct cover *cover, const struct symbol_naming *naming,
                           uint32_t *order)
{
	size_t kept = 0;
	for (size_t i = 0; i < cover->count; i++) {
		const struct symbol *symbol = &cover->symbols[order[i]];
		const struct symbol *before = kept ? &cover->symbols[order[kept - 1]] : NULL;
		if (!before || before->start != symbol->start || before->end != symbol->end)
			order[kept++] = order[i];
		else if (rank_of(symbol) != rank_of(before)
		                 ? rank_of(symbol) > rank_of(before)
		                 : !symbol_prefers(naming, before, symbol))
			order[kept - 1] = order[i];
	}
	return kept;
}

static void put_range(struct cover *cover, uint64_t start, uint32_t symbol)
{
	if (!cover->range_count || cover->ranges[cover->range_count - 1].symbol != symbol)
		cover->ranges[cover->range_count++] = (struct symbol_range){start, symbol};
}

/* The address after its last byte; perf finds a symbol of size 0 at its one address. */
static uint64_t end_of(const struct symbol *symbol)
{
	return symbol->end > symbol->start ? symbol->end : symbol->start + 1;
}

/* Visits all addresses where a symbol begins or ends, in order. */
static void sweep(struct cover *cover, const uint32_t *order, size_t count, struct heap *heap)
{
	uint64_t at = 0;
	size_t next = 0;
	for (;;) {
		while (next < count && cover->symbols[order[next]].start <= at)
			push(heap, order[next++]);
		while (heap->count && end_of(&cover->symbols[heap->numbers[0]]) <= at)
			pop(heap);
		put_range(cover, at, heap->count ? heap->numbers[0] : SYMBOL_NONE);
		if (!heap->count && next == count)
			return;
		const uint64_t start = next < count ? cover->symbols[order[next]].start
		                                    : UINT64_MAX;
		const uint64_t end = heap->count ? end_of(&cover->symbols[heap->numbers[0]])
		                                 : UINT64_MAX;
		const uint64_t to = start < end ? start : end;
		if (to <= at)
			return; /* the last address */
		at = to;
	}
}

bool symbol_cover(struct symbol *symbols, size_t count, enum symbol_rule rule,
                  const struct symbol_naming *naming, struct symbol_range *ranges,
                  size_t *range_count)
{
	struct cover cover = {symbols, count, rule, ranges, 0};
	uint32_t *order = malloc(count * sizeof *order);
	struct heap heap = {&cover, malloc(count * sizeof *heap.numbers), 0};
	const bool done = order && heap.numbers;
	for (size_t i = 0; done && i < count; i++)
		order[i] = (uint32_t)i;
	if (done) {
		qsort_r(order, count, sizeof *order, by_place, &cover);
		if (rule == SYMBOL_INNERMOST) {
			end_labels(&cover, order);
			qsort_r(order, count, sizeof *order, by_place, &cover);
			count = drop_aliases(&cover, naming, order);
		}
		sweep(&cover, order, count, &heap);
	}
	*range_count = cover.range_count;
	free(heap.numbers);
	free(order);
	return done;
}
