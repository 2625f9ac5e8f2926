/* Stacks as a tree of calls: from their roots, or from a function to its callees or to its callers.
 *
 * No node is stored. The stacks are sorted, so that a node is a range of stacks that begin alike,
 * and the weights are summed up from the first stack on, so that the weight of a range is a
 * difference of two sums. Only what is looked at costs time.
 *
 *     stack_tree_make(&tree, &stacks, weights, columns, STACKS_ALL, NULL, err)
 *     struct stack_node root = stack_tree_root(&tree);
 *     stack_tree_children(&tree, &root, &nodes, err)
 */
#ifndef STACKFOLD_TOTALS_STACK_TREE_H
#define STACKFOLD_TOTALS_STACK_TREE_H

#include "base/status.h"
#include "store/stacks.h"

#include <stdbool.h>

enum stack_way {
	STACKS_ALL,  /* from the roots of all stacks on */
	STACKS_DOWN, /* from the outermost chosen frame of a stack to its leaf */
	STACKS_UP,   /* from the outermost chosen frame of a stack to its root */
};

struct stack_tree {
	uint32_t *numbers; /* all sequences: ids of frames + 1, then a 0 */
	struct entry
		*entries; /* the sequences, sorted (store/multikey.h); ids are those of stacks */
	uint32_t *shared; /* how many frames a sequence has in common with the one before */
	uint64_t *sums;   /* of the weights of the sequences before: [entry * columns + c] */
	size_t count;     /* sequences */
	unsigned columns;
};

/* The sequences from..to, which begin with the same `depth` frames; the node's own frames, of which
 * each calls the next and no other, are those from `first` on. The root has none. */
struct stack_node {
	size_t from, to;
	size_t first, depth;
};

struct stack_nodes {
	struct stack_node *items; /* free() frees */
	size_t count, capacity;
};

/* Makes a tree of the stacks that have a chosen frame (chosen[f]; of STACKS_ALL all stacks), with
 * weights[stack * columns + c], whose sums fit 64 bits. A stack counts once however often such
 * frames recur in it. STATUS_FATAL without memory; stack_tree_free in any case.
 * Cost: a pass over the frames, a sort of the sequences, 4 bytes for each frame. */
enum status stack_tree_make(struct stack_tree *tree, const struct stacks *stacks,
                            const uint64_t *weights, unsigned columns, enum stack_way way,
                            const bool *chosen, struct error *err);
void stack_tree_free(struct stack_tree *tree);

/* The node that all stacks are below. */
struct stack_node stack_tree_root(const struct stack_tree *tree);

/* Appends the node's callees, or callers, in no particular order. False without memory.
 * Cost: a look at each stack of the node, and at each frame of a stack that is a child alone. */
bool stack_tree_children(const struct stack_tree *tree, const struct stack_node *node,
                         struct stack_nodes *nodes);

/* The node's own frames: their ids + 1. */
const uint32_t *stack_node_frames(const struct stack_tree *tree, const struct stack_node *node);

/* The weight of the stacks that go through a node, and of those that end there. */
uint64_t stack_node_total(const struct stack_tree *tree, const struct stack_node *node,
                          unsigned column);
uint64_t stack_node_self(const struct stack_tree *tree, const struct stack_node *node,
                         unsigned column);

#endif
