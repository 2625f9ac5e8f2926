#include "report/ranking_tree.h"

#include "base/vector.h"
#include "report/ranking_rows.h"
#include "totals/chosen.h"

#include <stdlib.h>
#include <string.h>

static const struct decimal usual_share = {1, 0}; /* percent */

/* A row that may be shown. */
struct branch {
	struct stack_node
		node;    /* of its last frame; its `first` is that of the row's first frame */
	uint64_t weight; /* the weight by which it is sorted */
	uint32_t above;  /* its parent branch, BRANCH_NONE: none */
	size_t children; /* number of children of the node */
	size_t shown;    /* number of those that are shown */
	const uint64_t *weights;
	uint32_t next, below; /* among the shown branches: the next one with the same parent, the
	                         first child */
};

#define BRANCH_NONE UINT32_MAX

struct growing {
	struct ranking *ranking;
	const struct stack_tree *tree;
	unsigned rank; /* the column of the tree that decides */
	uint64_t least;
	struct branch *branches; /* the shown branches, in the order in which they were chosen */
	size_t count, capacity;
	struct branch *waiting; /* a heap: the heaviest first */
	size_t waiting_count, waiting_capacity;
	struct stack_nodes nodes; /* room for children */
};

/* --- the heap ------------------------------------------------------------------------------- */

static int compare_frames(const struct growing *growing, const struct branch *a,
                          const struct branch *b)
{
	const uint32_t *one = stack_node_frames(growing->tree, &a->node);
	const uint32_t *other = stack_node_frames(growing->tree, &b->node);
	return ranking_compare_names(growing->ranking, *one - 1, *other - 1);
}

/* Of branches with equal weights, children of branches that were chosen earlier are first: this
 * order does not depend on ids. */
static int compare_branches(const struct growing *growing, const struct branch *a,
                            const struct branch *b)
{
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	if (a->above != b->above)
		return a->above < b->above ? -1 : 1;
	return compare_frames(growing, a, b);
}

static bool push(struct growing *growing, const struct branch *branch)
{
	if (!vector_reserve(&growing->waiting, &growing->waiting_capacity,
	                    growing->waiting_count + 1))
		return false;
	struct branch *heap = growing->waiting;
	size_t at = growing->waiting_count++;
	for (; at && compare_branches(growing, branch, &heap[(at - 1) / 2]) < 0; at = (at - 1) / 2)
		heap[at] = heap[(at - 1) / 2];
	heap[at] = *branch;
	return true;
}

static struct branch pop(struct growing *growing)
{
	struct branch *heap = growing->waiting, first = *heap;
	const struct branch last = heap[--growing->waiting_count];
	size_t at = 0, count = growing->waiting_count;
	for (size_t child = 1; child < count; child = 2 * at + 1) {
		if (child + 1 < count &&
		    compare_branches(growing, &heap[child + 1], &heap[child]) < 0)
			child++;
		if (compare_branches(growing, &last, &heap[child]) <= 0)
			break;
		heap[at] = heap[child];
		at = child;
	}
	heap[at] = last;
	return first;
}

/* --- growing -------------------------------------------------------------------------------- */

static uint64_t weight_of(const struct growing *growing, const struct stack_node *node)
{
	return stack_node_total(growing->tree, node, growing->rank);
}

/* Drops the children with too little weight; returns how many children there were. */
static size_t keep_heavy(struct growing *growing)
{
	struct stack_nodes *nodes = &growing->nodes;
	size_t all = nodes->count, kept = 0;
	for (size_t i = 0; i < all; i++) {
		uint64_t weight = weight_of(growing, &nodes->items[i]);
		if (weight && weight >= growing->least)
			nodes->items[kept++] = nodes->items[i];
	}
	nodes->count = kept;
	return all;
}

static void add_self(const struct growing *growing, const struct stack_node *node,
                     uint64_t *weights)
{
	const unsigned columns = growing->ranking->columns;
	for (unsigned c = 0; c < columns; c++)
		weights[MEASURE_SELF * columns + c] += stack_node_self(growing->tree, node, c);
}

/* Follows the chain that begins with a branch, and puts the children of its end that have enough
 * weight into growing->nodes. False without memory. */
static bool follow(struct growing *growing, struct branch *branch, uint64_t *weights)
{
	const size_t first = branch->node.first;
	struct stack_nodes *nodes = &growing->nodes;
	for (;;) {
		add_self(growing, &branch->node, weights);
		nodes->count = 0;
		if (!stack_tree_children(growing->tree, &branch->node, nodes))
			return false;
		branch->children = keep_heavy(growing);
		if (nodes->count != 1 ||
		    branch->weight - weight_of(growing, nodes->items) >= growing->least)
			break;
		branch->node = nodes->items[0];
	}
	branch->node.first = first;
	return true;
}

/* Shows the branch, and adds its children to the waiting ones. */
static bool choose(struct growing *growing, struct branch branch)
{
	struct ranking *ranking = growing->ranking;
	const unsigned columns = ranking->columns;
	const size_t size = MEASURES * columns * sizeof(uint64_t);
	uint64_t *weights = arena_alloc(&ranking->arena, size, _Alignof(uint64_t));
	if (!weights || !vector_reserve(&growing->branches, &growing->capacity, growing->count + 1))
		return false;
	memset(weights, 0, size);
	for (unsigned c = 0; c < columns; c++)
		weights[MEASURE_TOTAL * columns + c] = stack_node_total(growing->tree, &branch.node,
		                                                        c);
	branch.weights = weights;
	branch.below = branch.next = BRANCH_NONE;
	if (!follow(growing, &branch, weights))
		return false;
	const uint32_t id = (uint32_t)growing->count++;
	growing->branches[id] = branch;
	if (branch.above != BRANCH_NONE)
		growing->branches[branch.above].shown++;
	for (size_t i = 0; i < growing->nodes.count; i++) {
		const struct stack_node *node = &growing->nodes.items[i];
		const struct branch child = {
			.node = *node, .weight = weight_of(growing, node), .above = id};
		if (!push(growing, &child))
			return false;
	}
	return true;
}

static bool grow(struct growing *growing, size_t rows)
{
	const struct stack_node root = stack_tree_root(growing->tree);
	if (!stack_tree_children(growing->tree, &root, &growing->nodes))
		return false;
	keep_heavy(growing);
	for (size_t i = 0; i < growing->nodes.count; i++) {
		const struct stack_node *node = &growing->nodes.items[i];
		const struct branch branch = {
			.node = *node, .weight = weight_of(growing, node), .above = BRANCH_NONE};
		if (!push(growing, &branch))
			return false;
	}
	while (growing->waiting_count && growing->count < rows)
		if (!choose(growing, pop(growing)))
			return false;
	return true;
}

/* --- rows ----------------------------------------------------------------------------------- */

/* Links the branches to their parents; returns the first one without a parent. They were chosen in
 * the order of their weights, so each list is built from its end. */
static uint32_t link_branches(struct growing *growing)
{
	uint32_t first = BRANCH_NONE;
	for (size_t i = growing->count; i-- > 0;) {
		struct branch *branch = &growing->branches[i];
		uint32_t *list = branch->above == BRANCH_NONE
		                         ? &first
		                         : &growing->branches[branch->above].below;
		branch->next = *list;
		*list = (uint32_t)i;
	}
	return first;
}

/* The next branch in the order of rows. */
static uint32_t after(const struct growing *growing, uint32_t at, unsigned *level)
{
	const struct branch *branches = growing->branches;
	if (branches[at].below != BRANCH_NONE) {
		++*level;
		return branches[at].below;
	}
	while (at != BRANCH_NONE && branches[at].next == BRANCH_NONE) {
		at = branches[at].above;
		--*level;
	}
	return at == BRANCH_NONE ? BRANCH_NONE : branches[at].next;
}

static bool write_rows(struct growing *growing, struct ranking_list *list)
{
	unsigned level = 0;
	for (uint32_t at = link_branches(growing); at != BRANCH_NONE;
	     at = after(growing, at, &level)) {
		const struct branch *branch = &growing->branches[at];
		if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
			return false;
		list->items[list->count++] = (struct ranking_row){
			.numbers = stack_node_frames(growing->tree, &branch->node),
			.depth = branch->node.depth - branch->node.first,
			.level = level,
			.left_out = branch->children - branch->shown,
			.weights = branch->weights,
		};
	}
	return true;
}

/* --- trees ---------------------------------------------------------------------------------- */

/* The weights of the stacks with one more column for the size of each change. It has half of it if
 * the sums together could exceed 64 bits, because only the order counts. */
static uint64_t *with_changes(const struct ranking *ranking)
{
	const struct stacks *stacks = &ranking->profile->stacks;
	const unsigned columns = stacks->columns;
	const bool half = ranking->totals[0] > UINT64_MAX - ranking->totals[1];
	uint64_t *weights = malloc((stacks->count * (columns + 1) + 1) * sizeof *weights);
	for (size_t i = 0; weights && i < stacks->count; i++) {
		uint64_t *row = weights + i * (columns + 1);
		memcpy(row, stacks->weights + i * columns, columns * sizeof *row);
		row[columns] = ranking_weight(row, columns) >> half;
	}
	return weights;
}

static enum status make_tree(const struct ranking *ranking, struct ranking_list *list,
                             const bool *chosen, struct error *err)
{
	const struct stacks *stacks = &ranking->profile->stacks;
	static const enum stack_way ways[] = {
		[RANKING_TREE] = STACKS_ALL,
		[RANKING_CALLERS] = STACKS_UP,
		[RANKING_CALLEES] = STACKS_DOWN,
	};
	const enum stack_way way = ways[list->kind];
	if (stacks->columns != 2)
		return stack_tree_make(&list->tree, stacks, stacks->weights, stacks->columns, way,
		                       chosen, err);
	uint64_t *weights = with_changes(ranking);
	enum status status = weights ? stack_tree_make(&list->tree, stacks, weights, 3, way, chosen,
	                                               err)
	                             : error_no_memory(err);
	free(weights);
	return status;
}

/* The smallest weight of a row. */
static uint64_t least_of(const struct ranking *ranking, uint64_t whole)
{
	const struct ranking_options *options = &ranking->options;
	const struct decimal share = options->min_given ? options->min_share : usual_share;
	const number_wide unit = 100 * (number_wide)number_power10(share.places);
	return (uint64_t)(((number_wide)whole * share.value + unit - 1) / unit);
}

enum status ranking_tree(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                         struct error *err)
{
	const struct profile *profile = ranking->profile;
	struct ranking_list *list = ranking_add_list(ranking, wish);
	struct growing growing = {
		.ranking = ranking, .tree = &list->tree, .rank = ranking->columns == 2 ? 2 : 0};
	struct chosen chosen = {0};
	enum status status = STATUS_OK;
	if (wish->subject)
		status = chosen_make(&chosen, &profile->frames, wish->option, wish->subject, err);
	list->matched = chosen.count;
	if (!status)
		status = make_tree(ranking, list, chosen.is, err);
	if (!status) {
		const struct stack_node root = stack_tree_root(&list->tree);
		for (unsigned c = 0; c < ranking->columns; c++)
			list->whole[c] = stack_node_total(&list->tree, &root, c);
		growing.least = least_of(ranking,
		                         stack_node_total(&list->tree, &root, growing.rank));
		if (!grow(&growing, rows) || !write_rows(&growing, list))
			status = error_no_memory(err);
	}
	list->more = growing.waiting_count;
	free(growing.branches);
	free(growing.waiting);
	free(growing.nodes.items);
	chosen_free(&chosen);
	return status;
}
