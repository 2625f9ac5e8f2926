#include "totals/stack_tree.h"

#include "base/large.h"
#include "base/vector.h"
#include "store/multikey.h"

#include <stdlib.h>

/* The frames of a stack that are its sequence: `count` frames from `at` on, upwards
 * or downwards. */
struct walk {
	const uint32_t *at;
	size_t count;
	int step;
};

/* False if the stack has no chosen frame. */
static bool walk_of(const struct stack *stack, enum stack_way way, const bool *chosen,
                    struct walk *walk)
{
	size_t first = 0;
	if (way == STACKS_ALL) {
		*walk = (struct walk){stack->frames, stack->depth, 1};
		return stack->depth;
	}
	while (first < stack->depth && !chosen[stack->frames[first]])
		first++;
	*walk = way == STACKS_DOWN ? (struct walk){stack->frames + first, stack->depth - first, 1}
	                           : (struct walk){stack->frames + first, first + 1, -1};
	return first < stack->depth;
}

/* Makes room for the sequences of all stacks that have one. */
static bool reserve(struct stack_tree *tree, const struct stacks *stacks, enum stack_way way,
                    const bool *chosen)
{
	size_t numbers = 0;
	struct walk walk;
	for (size_t i = 0; i < stacks->count; i++) {
		if (!walk_of(&stacks->items[i], way, chosen, &walk))
			continue;
		numbers += walk.count + 1;
		tree->count++;
	}
	tree->numbers = large_alloc((numbers + 1) * sizeof *tree->numbers);
	tree->entries = large_alloc((tree->count + 1) * sizeof *tree->entries);
	tree->shared = malloc((tree->count + 1) * sizeof *tree->shared);
	tree->sums = malloc((tree->count + 1) * tree->columns * sizeof *tree->sums);
	return tree->numbers && tree->entries && tree->shared && tree->sums;
}

static void fill(struct stack_tree *tree, const struct stacks *stacks, enum stack_way way,
                 const bool *chosen)
{
	uint32_t *at = tree->numbers;
	struct entry *entry = tree->entries;
	struct walk walk;
	for (size_t i = 0; i < stacks->count; i++) {
		if (!walk_of(&stacks->items[i], way, chosen, &walk))
			continue;
		*entry++ = (struct entry){.numbers = at, .id = (uint32_t)i};
		for (const uint32_t *frame = walk.at; walk.count; walk.count--, frame += walk.step)
			*at++ = *frame + 1;
		*at++ = 0;
	}
}

static uint32_t shared_frames(const uint32_t *a, const uint32_t *b)
{
	uint32_t count = 0;
	while (a[count] && a[count] == b[count])
		count++;
	return count;
}

/* Computes the common frames of sorted sequences, and the sums of their weights. */
static void sum_up(struct stack_tree *tree, const uint64_t *weights)
{
	const unsigned columns = tree->columns;
	for (unsigned c = 0; c < columns; c++)
		tree->sums[c] = 0;
	for (size_t i = 0; i < tree->count; i++) {
		const struct entry *entry = &tree->entries[i];
		const uint64_t *weight = weights + (size_t)entry->id * columns;
		uint64_t *sums = tree->sums + i * columns;
		tree->shared[i] = i ? shared_frames(entry[-1].numbers, entry->numbers) : 0;
		for (unsigned c = 0; c < columns; c++)
			sums[columns + c] = sums[c] + weight[c];
	}
}

enum status stack_tree_make(struct stack_tree *tree, const struct stacks *stacks,
                            const uint64_t *weights, unsigned columns, enum stack_way way,
                            const bool *chosen, struct error *err)
{
	*tree = (struct stack_tree){.columns = columns};
	if (!reserve(tree, stacks, way, chosen))
		return error_no_memory(err);
	fill(tree, stacks, way, chosen);
	if (!sort_entries(tree->entries, tree->count, stacks->threads))
		return error_no_memory(err);
	sum_up(tree, weights);
	return STATUS_OK;
}

void stack_tree_free(struct stack_tree *tree)
{
	free(tree->numbers);
	free(tree->entries);
	free(tree->shared);
	free(tree->sums);
	*tree = (struct stack_tree){0};
}

struct stack_node stack_tree_root(const struct stack_tree *tree)
{
	return (struct stack_node){0, tree->count, 0, 0};
}

/* The number of frames with which all sequences from..to begin, of which `depth` are known. */
static size_t common_depth(const struct stack_tree *tree, size_t from, size_t to, size_t depth)
{
	if (to - from == 1) {
		const uint32_t *numbers = tree->entries[from].numbers;
		while (numbers[depth])
			depth++;
		return depth;
	}
	size_t least = SIZE_MAX;
	for (size_t i = from + 1; i < to; i++)
		if (tree->shared[i] < least)
			least = tree->shared[i];
	return least;
}

/* The first sequence that continues below the node: those that end there are before it. */
static size_t ends_of(const struct stack_tree *tree, const struct stack_node *node)
{
	size_t from = node->from;
	while (from < node->to && !tree->entries[from].numbers[node->depth])
		from++;
	return from;
}

bool stack_tree_children(const struct stack_tree *tree, const struct stack_node *node,
                         struct stack_nodes *nodes)
{
	size_t from = ends_of(tree, node);
	while (from < node->to) {
		size_t to = from + 1;
		while (to < node->to && tree->shared[to] > node->depth)
			to++;
		if (!vector_reserve(&nodes->items, &nodes->capacity, nodes->count + 1))
			return false;
		nodes->items[nodes->count++] = (struct stack_node){
			from, to, node->depth, common_depth(tree, from, to, node->depth)};
		from = to;
	}
	return true;
}

const uint32_t *stack_node_frames(const struct stack_tree *tree, const struct stack_node *node)
{
	return tree->entries[node->from].numbers + node->first;
}

/* The weight of the sequences from..to. */
static uint64_t sum_of(const struct stack_tree *tree, size_t from, size_t to, unsigned column)
{
	return tree->sums[to * tree->columns + column] - tree->sums[from * tree->columns + column];
}

uint64_t stack_node_total(const struct stack_tree *tree, const struct stack_node *node,
                          unsigned column)
{
	return sum_of(tree, node->from, node->to, column);
}

uint64_t stack_node_self(const struct stack_tree *tree, const struct stack_node *node,
                         unsigned column)
{
	return sum_of(tree, node->from, ends_of(tree, node), column);
}
