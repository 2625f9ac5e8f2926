/* The public library: trees of calls. */
#include "stackfold_outcome.h"
#include "stackfold_profile.h"

#include "base/vector.h"
#include "totals/chosen.h"
#include "totals/stack_tree.h"

#include <stdlib.h>
#include <string.h>

/* A node that waits until those before it are visited. */
struct waiting {
	struct stack_node node;
	size_t depth; /* of its first frame */
};

struct walk {
	const struct frames *frames;
	struct stack_tree tree;
	double least; /* share */
	int (*visit)(void *context, const struct sf_node *node);
	void *context;
	struct waiting *waiting; /* the next one last */
	size_t count, capacity;
	struct stack_nodes nodes; /* for children */
	uint64_t self[STACKS_COLUMNS_MAX], total[STACKS_COLUMNS_MAX], all[STACKS_COLUMNS_MAX];
};

static bool is_large(const struct walk *walk, const struct stack_node *node)
{
	for (unsigned c = 0; c < walk->tree.columns; c++) {
		const uint64_t total = stack_node_total(&walk->tree, node, c);
		if (total && (double)total >= walk->least * (double)walk->all[c])
			return true;
	}
	return false;
}

static number_wide weight_of(const struct stack_tree *tree, const struct stack_node *node)
{
	number_wide sum = 0;
	for (unsigned c = 0; c < tree->columns; c++)
		sum += stack_node_total(tree, node, c);
	return sum;
}

/* The largest last, then by name backwards, as the last one is the next. */
static int by_weight(const void *a, const void *b, void *walk_)
{
	const struct walk *walk = walk_;
	const struct stack_tree *tree = &walk->tree;
	const struct stack_node *one = a, *other = b;
	const number_wide first = weight_of(tree, one), second = weight_of(tree, other);
	if (first != second)
		return first < second ? -1 : 1;
	const struct frame *frames = walk->frames->items;
	return strcmp(frames[*stack_node_frames(tree, other) - 1].name,
	              frames[*stack_node_frames(tree, one) - 1].name);
}

/* The node's children wait. False without memory. */
static bool add_children(struct walk *walk, const struct stack_node *node, size_t depth)
{
	struct stack_nodes *nodes = &walk->nodes;
	nodes->count = 0;
	if (!stack_tree_children(&walk->tree, node, nodes))
		return false;
	size_t kept = 0;
	for (size_t i = 0; i < nodes->count; i++)
		if (is_large(walk, &nodes->items[i]))
			nodes->items[kept++] = nodes->items[i];
	if (!kept)
		return true;
	qsort_r(nodes->items, kept, sizeof *nodes->items, by_weight, walk);
	if (!vector_reserve(&walk->waiting, &walk->capacity, walk->count + kept))
		return false;
	for (size_t i = 0; i < kept; i++)
		walk->waiting[walk->count++] = (struct waiting){nodes->items[i], depth};
	return true;
}

/* Visits the node's frames, of which each is reached by the one before it only. */
static int visit_node(struct walk *walk, const struct waiting *at)
{
	static const uint64_t none[STACKS_COLUMNS_MAX];
	const struct stack_tree *tree = &walk->tree;
	const uint32_t *frames = stack_node_frames(tree, &at->node);
	const size_t count = at->node.depth - at->node.first;
	int answer = 0;
	for (unsigned c = 0; c < tree->columns; c++) {
		walk->total[c] = stack_node_total(tree, &at->node, c);
		walk->self[c] = stack_node_self(tree, &at->node, c);
	}
	for (size_t i = 0; i < count && !answer; i++) {
		const struct sf_node node = {
			.name = walk->frames->items[frames[i] - 1].name,
			.depth = at->depth + i,
			.self = i + 1 < count ? none : walk->self,
			.total = walk->total,
		};
		answer = walk->visit(walk->context, &node);
	}
	return answer;
}

static enum status go(struct walk *walk, int *answer, struct error *err)
{
	const struct stack_node root = stack_tree_root(&walk->tree);
	for (unsigned c = 0; c < walk->tree.columns; c++)
		walk->all[c] = stack_node_total(&walk->tree, &root, c);
	bool done = add_children(walk, &root, 0);
	*answer = 0;
	while (done && walk->count && !*answer) {
		const struct waiting at = walk->waiting[--walk->count];
		*answer = visit_node(walk, &at);
		if (!*answer)
			done = add_children(walk, &at.node,
			                    at.depth + at.node.depth - at.node.first);
		else if (*answer == SF_SKIP)
			*answer = 0;
	}
	return done ? STATUS_OK : error_no_memory(err);
}

/* Makes the tree of the stacks that have a function. */
static enum status make_tree(struct walk *walk, const struct profile *profile, sf_tree tree,
                             const char *function, struct error *err)
{
	static const enum stack_way ways[] = {[SF_TREE_ALL] = STACKS_ALL,
	                                      [SF_TREE_CALLEES] = STACKS_DOWN,
	                                      [SF_TREE_CALLERS] = STACKS_UP};
	const struct stacks *stacks = &profile->stacks;
	struct chosen chosen = {0};
	enum status status = STATUS_OK;
	if ((size_t)tree >= sizeof ways / sizeof *ways)
		return error_set(err, STATUS_FAILED, "there is no tree number %d", (int)tree);
	if ((tree == SF_TREE_ALL) != !function)
		return error_set(err, STATUS_FAILED,
		                 tree == SF_TREE_ALL
		                         ? "a tree of all stacks begins with no function"
		                         : "a tree of callers or callees needs a function");
	if (function)
		status = chosen_make(&chosen, &profile->frames,
		                     tree == SF_TREE_CALLERS ? "callers" : "callees", function,
		                     err);
	if (!status)
		status = stack_tree_make(&walk->tree, stacks, stacks->weights, stacks->columns,
		                         ways[tree], chosen.is, err);
	chosen_free(&chosen);
	return status;
}

sf_status sf_profile_each_node(const sf_profile *profile, sf_tree tree, const char *function,
                               double min_share,
                               int (*visit)(void *context, const struct sf_node *node),
                               void *context, int *result, struct sf_error *error)
{
	const struct profile *at = profile->at;
	struct walk walk = {
		.frames = &at->frames, .least = min_share, .visit = visit, .context = context};
	struct error inner = {{0}};
	int answer = 0;
	enum status status = public_check_sums(at, &inner);
	if (!status)
		status = make_tree(&walk, at, tree, function, &inner);
	if (!status)
		status = go(&walk, &answer, &inner);
	stack_tree_free(&walk.tree);
	free(walk.nodes.items);
	free(walk.waiting);
	if (result)
		*result = answer;
	return public_outcome(status, &inner, NULL, 0, error);
}
