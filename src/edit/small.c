#include "edit/small.h"

#include "base/text.h"
#include "base/vector.h"
#include "store/sort.h"

#include <stdlib.h>
#include <string.h>

enum { SHARE_PLACES = 6 /* at most, so that products do not overflow */ };

enum status small_parse(struct step *step, const char *value, size_t *offset, struct error *err)
{
	struct decimal *share = &step->share;
	const char *percent = strchr(value, '%');
	const size_t size = percent ? (size_t)(percent - value) : 0;
	*offset = 0;
	if (!percent || (percent[1] && percent[1] != '=') ||
	    decimal_parse(value, size, share) != NUMBER_OK || !share->value ||
	    share->places > SHARE_PLACES || share->value > 100 * number_power10(share->places))
		return error_set(
			err, STATUS_FAILED,
			"expected a share of the whole such as 0.5%%, or 0.5%%=NAME, above "
			"0%% and up to 100%%, of at most %d decimal places",
			SHARE_PLACES);
	step->text = SMALL_NAME;
	if (!percent[1])
		return STATUS_OK;
	step->text = step->value + size + 2;
	*offset = size + 2 + strcspn(step->text, ";\n");
	if (!*step->text)
		return error_set(err, STATUS_FAILED, "the name after the '=' is missing");
	return value[*offset] ? error_set(err, STATUS_FAILED, "a frame's name cannot contain %s",
	                                  value[*offset] == ';' ? "a semicolon" : "a newline")
	                      : STATUS_OK;
}

/* The tree of all stacks: nodes are in the order in which they first occur in sorted stacks. */
struct tree {
	uint32_t *parents;    /* for each node; the parent of a root is its own number */
	number_wide *weights; /* for each node and each column */
	size_t count, parents_capacity, weights_capacity;
	uint32_t *path; /* the nodes of the current stack, root first */
	size_t path_capacity;
	uint32_t *leaves; /* for each stack: its last node */
};

static bool add_stack(struct tree *tree, const struct stacks *stacks, uint32_t id, size_t shared)
{
	const struct stack *stack = &stacks->items[id];
	const unsigned columns = stacks->columns;
	const size_t count = tree->count + stack->depth - shared;
	if (count >= UINT32_MAX ||
	    !vector_reserve(&tree->path, &tree->path_capacity, stack->depth) ||
	    !vector_reserve(&tree->parents, &tree->parents_capacity, count) ||
	    !vector_reserve(&tree->weights, &tree->weights_capacity, count * columns))
		return false;
	for (size_t d = shared; d < stack->depth; d++) {
		const uint32_t node = (uint32_t)tree->count++;
		tree->path[d] = node;
		tree->parents[node] = d ? tree->path[d - 1] : node;
		for (unsigned c = 0; c < columns; c++)
			tree->weights[(size_t)node * columns + c] = 0;
	}
	const uint32_t leaf = tree->path[stack->depth - 1];
	tree->leaves[id] = leaf;
	for (unsigned c = 0; c < columns; c++)
		tree->weights[(size_t)leaf * columns + c] += stacks_sum(stacks,
		                                                        (size_t)id * columns + c);
	return true;
}

/* Adds the weights of nodes to those of their parents, which come before them. */
static void add_up(struct tree *tree, unsigned columns)
{
	for (size_t node = tree->count; node-- > 0;) {
		const size_t parent = tree->parents[node];
		for (unsigned c = 0; parent != node && c < columns; c++)
			tree->weights[parent * columns + c] += tree->weights[node * columns + c];
	}
}

/* Whether a node's weights are below the share of the totals. */
static bool is_small(const struct decimal *share, const number_wide *weights,
                     const uint64_t *totals, unsigned columns)
{
	const uint64_t whole = 100 * number_power10(share->places);
	bool any = false;
	for (unsigned c = 0; c < columns; c++) {
		if (!totals[c])
			continue;
		if (weights[c] * whole >= (number_wide)share->value * totals[c])
			return false;
		any = true;
	}
	return any;
}

/* How many frames a stack keeps: those before the first small node of its path. */
static uint32_t find_kept(const struct tree *tree, const uint8_t *small, uint32_t leaf,
                          uint32_t depth)
{
	uint32_t kept = depth;
	for (uint32_t node = leaf, d = depth; d > 0; node = tree->parents[node])
		if (d--, small[node])
			kept = d;
	return kept;
}

static enum status make_tree(struct tree *tree, const struct profile *profile, struct error *err)
{
	struct sorted_stacks sorted;
	enum status status = stacks_sort(&profile->stacks, &profile->frames, ORDER_FRAMES, &sorted,
	                                 err);
	if (status)
		return status;
	for (size_t i = 0; !status && i < sorted.count; i++)
		if (!add_stack(tree, &profile->stacks, sorted.ids[i], sorted.shared[i]))
			status = error_no_memory(err);
	sorted_stacks_free(&sorted);
	if (!status)
		add_up(tree, profile->stacks.columns);
	return status;
}

enum status small_prepare(struct step *step, const struct profile *profile, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	const unsigned columns = stacks->columns;
	uint64_t totals[STACKS_COLUMNS_MAX] = {0};
	struct tree tree = {.leaves = malloc((stacks->count + 1) * sizeof *tree.leaves)};
	uint32_t *kept = malloc((stacks->count + 1) * sizeof *kept);
	uint8_t *small = NULL;
	enum status status = STATUS_OK;
	step->state = kept;
	for (unsigned c = 0; !status && c < columns; c++)
		status = stacks_total(stacks, c, &totals[c], err);
	if (!status)
		status = tree.leaves && kept ? make_tree(&tree, profile, err)
		                             : error_no_memory(err);
	if (!status && !(small = malloc(tree.count + 1)))
		status = error_no_memory(err);
	for (size_t node = 0; !status && node < tree.count; node++)
		small[node] = is_small(&step->share, tree.weights + node * columns, totals,
		                       columns);
	for (size_t i = 0; !status && i < stacks->count; i++) {
		kept[i] = find_kept(&tree, small, tree.leaves[i], stacks->items[i].depth);
		step->matched |= kept[i] < stacks->items[i].depth;
	}
	free(small);
	free(tree.parents);
	free(tree.weights);
	free(tree.path);
	free(tree.leaves);
	return status;
}

void small_release(void *state)
{
	free(state);
}

enum step_outcome small_act(struct step *step, struct walk *walk)
{
	const uint32_t kept = ((const uint32_t *)step->state)[walk->stack];
	if (kept == walk->depth)
		return STEP_SAME;
	const uint32_t name = frames_intern(&walk->profile->frames, step->text, strlen(step->text));
	walk->failed |= name == FRAME_NONE;
	const bool same = kept + 1 == walk->depth && walk->ids[kept] == name;
	walk->ids[kept] = name;
	walk->depth = kept + 1;
	return same ? STEP_SAME : STEP_CHANGED;
}
