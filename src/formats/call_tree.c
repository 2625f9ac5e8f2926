#include "formats/call_tree.h"

#include "base/vector.h"
#include "store/frames.h"

#include <stdlib.h>

uint32_t call_tree_add(struct call_tree *tree, uint64_t id, uint32_t parent, uint32_t frame)
{
	if (tree->count == NODE_NONE ||
	    !vector_reserve(&tree->nodes, &tree->capacity, tree->count + 1))
		return NODE_NONE;
	tree->nodes[tree->count] = (struct call_node){.id = id, .parent = parent, .frame = frame};
	return (uint32_t)tree->count++;
}

static bool add_link(struct call_tree *tree, struct call_link link)
{
	if (!vector_reserve(&tree->links, &tree->link_capacity, tree->link_count + 1))
		return false;
	tree->links[tree->link_count++] = link;
	return true;
}

bool call_tree_parent(struct call_tree *tree, uint32_t node, uint64_t parent)
{
	return add_link(tree, (struct call_link){parent, node, true});
}

bool call_tree_child(struct call_tree *tree, uint32_t node, uint64_t child)
{
	return add_link(tree, (struct call_link){child, node, false});
}

static int by_id(const void *a, const void *b, void *nodes)
{
	const struct call_node *all = nodes;
	const uint64_t x = all[*(const uint32_t *)a].id, y = all[*(const uint32_t *)b].id;
	return (x > y) - (x < y);
}

static enum status two_nodes(const char *input, uint64_t id, struct error *err)
{
	return error_set(err, STATUS_FAILED, "%s: two nodes have the id %llu", input,
	                 (unsigned long long)id);
}

/* Indices by id: an array if it is not much larger than the nodes. */
static enum status index_nodes(struct call_tree *tree, const char *input, struct error *err)
{
	uint64_t most = 0;
	for (size_t i = 0; i < tree->count; i++)
		if (tree->nodes[i].id > most)
			most = tree->nodes[i].id;
	if (most / 8 <= tree->count) {
		tree->direct_count = (size_t)most + 1;
		tree->direct = malloc(tree->direct_count * sizeof *tree->direct);
		if (!tree->direct)
			return error_no_memory(err);
		for (size_t i = 0; i < tree->direct_count; i++)
			tree->direct[i] = NODE_NONE;
		for (size_t i = 0; i < tree->count; i++) {
			uint32_t *at = &tree->direct[tree->nodes[i].id];
			if (*at != NODE_NONE)
				return two_nodes(input, tree->nodes[i].id, err);
			*at = (uint32_t)i;
		}
		return STATUS_OK;
	}
	tree->sorted = malloc((tree->count + 1) * sizeof *tree->sorted);
	if (!tree->sorted)
		return error_no_memory(err);
	for (size_t i = 0; i < tree->count; i++)
		tree->sorted[i] = (uint32_t)i;
	qsort_r(tree->sorted, tree->count, sizeof *tree->sorted, by_id, tree->nodes);
	for (size_t i = 1; i < tree->count; i++)
		if (tree->nodes[tree->sorted[i]].id == tree->nodes[tree->sorted[i - 1]].id)
			return two_nodes(input, tree->nodes[tree->sorted[i]].id, err);
	return STATUS_OK;
}

static enum status resolve_links(struct call_tree *tree, const char *input, struct error *err)
{
	for (size_t i = 0; i < tree->link_count; i++) {
		const struct call_link *link = &tree->links[i];
		const uint32_t other = call_tree_find(tree, link->id);
		if (other == NODE_NONE)
			return error_set(err, STATUS_FAILED, "%s: there is no node %llu", input,
			                 (unsigned long long)link->id);
		const uint32_t child = link->child ? link->index : other;
		const uint32_t parent = link->child ? other : link->index;
		uint32_t *known = &tree->nodes[child].parent;
		if (*known != NODE_NONE && *known != parent)
			return error_set(err, STATUS_FAILED, "%s: node %llu has two parents", input,
			                 (unsigned long long)tree->nodes[child].id);
		*known = parent;
	}
	return STATUS_OK;
}

/* Checks that every node leads to a root. seen[i] is the number of the walk that visited node i, so
 * that no path is walked twice. */
static enum status check_ways(const struct call_tree *tree, const char *input, struct error *err)
{
	uint32_t *seen = calloc(tree->count + 1, sizeof *seen);
	enum status status = seen ? STATUS_OK : error_no_memory(err);
	for (size_t i = 0; !status && i < tree->count; i++) {
		const uint32_t walk = (uint32_t)i + 1;
		uint32_t at = (uint32_t)i;
		while (at != NODE_NONE && !seen[at]) {
			seen[at] = walk;
			at = tree->nodes[at].parent;
		}
		if (at != NODE_NONE && seen[at] == walk)
			status = error_set(err, STATUS_FAILED, "%s: node %llu is below itself",
			                   input, (unsigned long long)tree->nodes[at].id);
	}
	free(seen);
	return status;
}

enum status call_tree_finish(struct call_tree *tree, const char *input, struct error *err)
{
	enum status status = index_nodes(tree, input, err);
	if (!status)
		status = resolve_links(tree, input, err);
	return status ? status : check_ways(tree, input, err);
}

uint32_t call_tree_find(const struct call_tree *tree, uint64_t id)
{
	if (tree->direct)
		return id < tree->direct_count ? tree->direct[id] : NODE_NONE;
	size_t from = 0, end = tree->sorted ? tree->count : 0;
	while (from < end) {
		const size_t middle = from + (end - from) / 2;
		const uint64_t there = tree->nodes[tree->sorted[middle]].id;
		if (there == id)
			return tree->sorted[middle];
		if (there < id)
			from = middle + 1;
		else
			end = middle;
	}
	return NODE_NONE;
}

const uint32_t *call_tree_stack(struct call_tree *tree, uint32_t node, size_t *depth)
{
	size_t n = 0;
	for (uint32_t at = node; at != NODE_NONE; at = tree->nodes[at].parent)
		n += tree->nodes[at].frame != FRAME_NONE;
	if (!vector_reserve(&tree->stack, &tree->stack_capacity, n + 1))
		return NULL;
	*depth = n;
	for (uint32_t at = node; at != NODE_NONE; at = tree->nodes[at].parent)
		if (tree->nodes[at].frame != FRAME_NONE)
			tree->stack[--n] = tree->nodes[at].frame;
	return tree->stack;
}

void call_tree_free(struct call_tree *tree)
{
	free(tree->nodes);
	free(tree->links);
	free(tree->direct);
	free(tree->sorted);
	free(tree->stack);
	*tree = (struct call_tree){0};
}
