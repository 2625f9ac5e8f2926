/* A tree of calls as in V8's profiles: nodes with ids of any size, each with a frame and its
 * parent or its children. */
#ifndef STACKFOLD_FORMATS_CALL_TREE_H
#define STACKFOLD_FORMATS_CALL_TREE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NODE_NONE UINT32_MAX

struct call_node {
	uint64_t id;
	uint32_t parent;  /* index of a node, NODE_NONE: it is a root */
	uint32_t frame;   /* FRAME_NONE: it is left out of stacks */
	uint64_t samples; /* the caller's */
	uint64_t weight;
};

struct call_link {
	uint64_t id;    /* of one node, */
	uint32_t index; /* and index of the other, */
	bool child;     /* which is the child */
};

/* Zeroed: empty. */
struct call_tree {
	struct call_node *nodes;
	size_t count, capacity;
	struct call_link *links;
	size_t link_count, link_capacity;
	uint32_t *direct; /* indices by id, for ids below direct_count */
	size_t direct_count;
	uint32_t *sorted; /* indices in the order of ids, if ids are far apart */
	uint32_t *stack;  /* room for call_tree_stack */
	size_t stack_capacity;
};

/* Adds a node with its known fields; returns its index, NODE_NONE without memory. */
uint32_t call_tree_add(struct call_tree *tree, uint64_t id, uint32_t parent, uint32_t frame);

/* Notes that the node with that id, which may be added later, is the parent or a child of a node.
 * False without memory. */
bool call_tree_parent(struct call_tree *tree, uint32_t node, uint64_t parent);
bool call_tree_child(struct call_tree *tree, uint32_t node, uint64_t child);

/* Prepares call_tree_find and call_tree_stack. STATUS_FAILED, with a message that begins with
 * `input`, if two nodes have the same id, a node has two parents, a link leads to no node, or nodes
 * are below themselves. Cost: O(nodes), or O(nodes log nodes) if ids are far apart. */
enum status call_tree_finish(struct call_tree *tree, const char *input, struct error *err);

/* The index of the node with that id, NODE_NONE: there is none. */
uint32_t call_tree_find(const struct call_tree *tree, uint64_t id);

/* The frames from the root to a node, valid until the next call; NULL without memory. */
const uint32_t *call_tree_stack(struct call_tree *tree, uint32_t node, size_t *depth);

void call_tree_free(struct call_tree *tree);

#endif
