#include "symbol/tree.h"

#include <stdlib.h>

/* The textbook's red-black tree, with indices for pointers: node i is symbol i, and NIL is black.
 */
struct node {
	uint32_t child[2]; /* left, right */
	uint32_t parent;
	bool red;
};

struct tree {
	struct node *nodes; /* one more than there are symbols: the last one is NIL */
	const struct symbol *symbols;
	uint32_t root, nil;
};

static void replace_child(struct tree *tree, uint32_t parent, uint32_t old, uint32_t new)
{
	if (parent == tree->nil)
		tree->root = new;
	else
		tree->nodes[parent].child[tree->nodes[parent].child[1] == old] = new;
}

/* Turns the edge between a node and its child of the other side; side 0 is a left rotation. */
static void rotate(struct tree *tree, uint32_t at, int side)
{
	struct node *nodes = tree->nodes;
	uint32_t up = nodes[at].child[!side];
	nodes[at].child[!side] = nodes[up].child[side];
	if (nodes[up].child[side] != tree->nil)
		nodes[nodes[up].child[side]].parent = at;
	nodes[up].parent = nodes[at].parent;
	replace_child(tree, nodes[at].parent, at, up);
	nodes[up].child[side] = at;
	nodes[at].parent = up;
}

static void balance_insertion(struct tree *tree, uint32_t at)
{
	struct node *nodes = tree->nodes;
	while (nodes[nodes[at].parent].red) {
		uint32_t parent = nodes[at].parent;
		uint32_t above = nodes[parent].parent;
		int side = nodes[above].child[1] == parent; /* of the parent */
		uint32_t uncle = nodes[above].child[!side];
		if (nodes[uncle].red) {
			nodes[parent].red = nodes[uncle].red = false;
			nodes[above].red = true;
			at = above;
			continue;
		}
		if (nodes[parent].child[!side] == at) {
			rotate(tree, parent, side);
			at = parent;
			parent = nodes[at].parent;
		}
		nodes[parent].red = false;
		nodes[above].red = true;
		rotate(tree, above, !side);
	}
	nodes[tree->root].red = false;
}

static void insert(struct tree *tree, uint32_t at)
{
	uint32_t parent = tree->nil, next = tree->root;
	int side = 0;
	while (next != tree->nil) {
		parent = next;
		side = tree->symbols[at].start >= tree->symbols[next].start;
		next = tree->nodes[next].child[side];
	}
	tree->nodes[at] = (struct node){{tree->nil, tree->nil}, parent, true};
	if (parent == tree->nil)
		tree->root = at;
	else
		tree->nodes[parent].child[side] = at;
	balance_insertion(tree, at);
}

static void balance_erasure(struct tree *tree, uint32_t at)
{
	struct node *nodes = tree->nodes;
	while (at != tree->root && !nodes[at].red) {
		uint32_t parent = nodes[at].parent;
		int side = nodes[parent].child[1] == at;
		uint32_t sibling = nodes[parent].child[!side];
		if (nodes[sibling].red) {
			nodes[sibling].red = false;
			nodes[parent].red = true;
			rotate(tree, parent, side);
			sibling = nodes[parent].child[!side];
		}
		if (!nodes[nodes[sibling].child[0]].red && !nodes[nodes[sibling].child[1]].red) {
			nodes[sibling].red = true;
			at = parent;
			continue;
		}
		if (!nodes[nodes[sibling].child[!side]].red) {
			nodes[nodes[sibling].child[side]].red = false;
			nodes[sibling].red = true;
			rotate(tree, sibling, !side);
			sibling = nodes[parent].child[!side];
		}
		nodes[sibling].red = nodes[parent].red;
		nodes[parent].red = false;
		nodes[nodes[sibling].child[!side]].red = false;
		rotate(tree, parent, side);
		at = tree->root;
	}
	nodes[at].red = false;
}

/* Puts one subtree in another's place. */
static void transplant(struct tree *tree, uint32_t old, uint32_t new)
{
	replace_child(tree, tree->nodes[old].parent, old, new);
	tree->nodes[new].parent = tree->nodes[old].parent;
}

static void erase(struct tree *tree, uint32_t at)
{
	struct node *nodes = tree->nodes;
	uint32_t moved;
	bool removed_red = nodes[at].red;
	if (nodes[at].child[0] == tree->nil || nodes[at].child[1] == tree->nil) {
		moved = nodes[at].child[nodes[at].child[0] == tree->nil];
		transplant(tree, at, moved);
	} else {
		uint32_t next = nodes[at].child[1];
		while (nodes[next].child[0] != tree->nil)
			next = nodes[next].child[0];
		removed_red = nodes[next].red;
		moved = nodes[next].child[1];
		if (nodes[next].parent == at) {
			nodes[moved].parent = next;
		} else {
			transplant(tree, next, moved);
			nodes[next].child[1] = nodes[at].child[1];
			nodes[nodes[next].child[1]].parent = next;
		}
		transplant(tree, at, next);
		nodes[next].child[0] = nodes[at].child[0];
		nodes[nodes[next].child[0]].parent = next;
		nodes[next].red = nodes[at].red;
	}
	if (!removed_red)
		balance_erasure(tree, moved);
}

/* Appends a range unless it says what the one before says, or replaces one that is empty. */
static void put_range(struct symbol_range *ranges, size_t *count, uint64_t start, uint32_t symbol)
{
	if (*count && ranges[*count - 1].start == start)
		(*count)--;
	if (*count && ranges[*count - 1].symbol == symbol)
		return;
	ranges[(*count)++] = (struct symbol_range){start, symbol};
}

/* What a search finds for the addresses from low to high (inclusive) that come by this node:
 * smaller ones go left, those within the symbol are found, the others go right. The depth of a
 * red-black tree bounds the recursion. */
static void walk(const struct tree *tree, uint32_t at, uint64_t low, uint64_t high,
                 struct symbol_range *ranges, size_t *count)
{
	if (at == tree->nil) {
		put_range(ranges, count, low, SYMBOL_NONE);
		return;
	}
	const struct symbol *symbol = &tree->symbols[at];
	const struct node *node = &tree->nodes[at];
	/* perf finds a symbol of no size at its one address */
	uint64_t last = symbol->end > symbol->start ? symbol->end - 1 : symbol->start;
	if (low < symbol->start)
		walk(tree, node->child[0], low, high < symbol->start ? high : symbol->start - 1,
		     ranges, count);
	if (high >= symbol->start && low <= last)
		put_range(ranges, count, low > symbol->start ? low : symbol->start, at);
	if (high > last)
		walk(tree, node->child[1], low > last ? low : last + 1, high, ranges, count);
}

bool symbol_tree_ranges(const struct symbol *symbols, size_t count,
                        const struct symbol_loss *losses, size_t loss_count,
                        struct symbol_range *ranges, size_t *range_count)
{
	*range_count = 0;
	if (!count)
		return true;
	struct tree tree = {.symbols = symbols, .root = (uint32_t)count, .nil = (uint32_t)count};
	tree.nodes = calloc(count + 1, sizeof *tree.nodes);
	if (!tree.nodes)
		return false;
	size_t lost = 0;
	for (size_t i = 0; i < count; i++) {
		for (; lost < loss_count && losses[lost].among <= i; lost++)
			erase(&tree, losses[lost].symbol);
		insert(&tree, (uint32_t)i);
	}
	for (; lost < loss_count; lost++)
		erase(&tree, losses[lost].symbol);
	walk(&tree, tree.root, 0, UINT64_MAX, ranges, range_count);
	free(tree.nodes);
	return true;
}
