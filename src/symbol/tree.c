#include "symbol/tree.h"

#include <bsd/sys/tree.h>
#include <stdlib.h>

/* Node i is symbol i. */
struct node {
	RB_ENTRY(node) entry;
	uint64_t start; /* copies of the symbol's, so that a search reads only nodes */
};

/* Context of a walk. */
struct made {
	const struct node *nodes;
	const struct symbol *symbols;
};

/* Symbols with the same start go after earlier ones: nodes are stored in the order of insertion. */
static int by_start(const struct node *a, const struct node *b)
{
	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return a < b ? -1 : a > b;
}

RB_HEAD(tree, node);
RB_GENERATE_INTERNAL(tree, node, entry, by_start, static inline __attribute__((unused)))

/* Appends a range unless it has the same symbol as the previous one, or replaces an empty one. */
static void put_range(struct symbol_range *ranges, size_t *count, uint64_t start, uint32_t symbol)
{
	if (*count && ranges[*count - 1].start == start)
		(*count)--;
	if (*count && ranges[*count - 1].symbol == symbol)
		return;
	ranges[(*count)++] = (struct symbol_range){start, symbol};
}

/* The results of a search for the addresses from low to high (inclusive) that reach this node:
 * smaller ones go left, those within the symbol end here, the others go right. The depth of a
 * red-black tree bounds the recursion. */
static void walk(const struct made *made, const struct node *at, uint64_t low, uint64_t high,
                 struct symbol_range *ranges, size_t *count)
{
	if (!at) {
		put_range(ranges, count, low, SYMBOL_NONE);
		return;
	}
	const uint32_t number = (uint32_t)(at - made->nodes);
	const struct symbol *symbol = &made->symbols[number];
	/* perf finds a symbol of size 0 at its one address */
	uint64_t last = symbol->end > symbol->start ? symbol->end - 1 : symbol->start;
	if (low < symbol->start)
		walk(made, RB_LEFT(at, entry), low, high < symbol->start ? high : symbol->start - 1,
		     ranges, count);
	if (high >= symbol->start && low <= last)
		put_range(ranges, count, low > symbol->start ? low : symbol->start, number);
	if (high > last)
		walk(made, RB_RIGHT(at, entry), low > last ? low : last + 1, high, ranges, count);
}

bool symbol_tree_ranges(const struct symbol *symbols, size_t count,
                        const struct symbol_loss *losses, size_t loss_count,
                        struct symbol_range *ranges, size_t *range_count)
{
	*range_count = 0;
	if (!count)
		return true;
	struct tree tree = RB_INITIALIZER(&tree);
	struct node *nodes = calloc(count, sizeof *nodes);
	if (!nodes)
		return false;
	size_t lost = 0;
	for (size_t i = 0; i < count; i++) {
		for (; lost < loss_count && losses[lost].among <= i; lost++)
			RB_REMOVE(tree, &tree, &nodes[losses[lost].symbol]);
		nodes[i].start = symbols[i].start;
		RB_INSERT(tree, &tree, &nodes[i]);
	}
	for (; lost < loss_count; lost++)
		RB_REMOVE(tree, &tree, &nodes[losses[lost].symbol]);
	walk(&(struct made){nodes, symbols}, RB_ROOT(&tree), 0, UINT64_MAX, ranges, range_count);
	free(nodes);
	return true;
}
