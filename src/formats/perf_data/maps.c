#include "formats/perf_data/maps.h"

#include <stdlib.h>

struct map_node {
	struct unwind_map map;
	struct map_node *left, *right; /* the subtrees below and after it */
	uint32_t users;                /* number of trees and nodes that refer to it */
	uint32_t height;               /* a leaf's is 1 */
};

enum { FREE_MOST = 1024 /* nodes to keep for later */ };

/* ---- nodes ---- */

static uint32_t height(const struct map_node *node)
{
	return node ? node->height : 0;
}

/* Allocates that many nodes in advance, so that the following operations cannot fail. */
static bool reserve(struct map_pool *pool, size_t count)
{
	while (pool->free_count < count) {
		struct map_node *node = malloc(sizeof *node);
		if (!node)
			return false;
		node->left = pool->free;
		pool->free = node;
		pool->free_count++;
	}
	return true;
}

size_t map_pool_memory(const struct map_pool *pool)
{
	return (pool->live + pool->free_count) * sizeof(struct map_node) + pool->bytes;
}

static void put_back(struct map_pool *pool, struct map_node *node)
{
	pool->live--;
	node->left = pool->free;
	pool->free = node;
	pool->free_count++;
}

static void trim(struct map_pool *pool, size_t most)
{
	while (pool->free_count > most) {
		struct map_node *node = pool->free;
		pool->free = node->left;
		pool->free_count--;
		free(node);
	}
}

struct map_node *maps_share(struct map_node *maps)
{
	if (maps)
		maps->users++;
	return maps;
}

static void release(struct map_pool *pool, struct map_node *node)
{
	if (!node || --node->users)
		return;
	release(pool, node->left); /* as deep as the height of the tree */
	release(pool, node->right);
	put_back(pool, node);
}

void maps_release(struct map_pool *pool, struct map_node *maps)
{
	release(pool, maps);
	trim(pool, FREE_MOST);
}

void map_pool_free(struct map_pool *pool)
{
	trim(pool, 0);
}

/* ---- trees: the functions below take over the trees that are passed to them ---- */

/* The parts of a node. */
struct parts_of_node {
	struct unwind_map map;
	struct map_node *left, *right;
};

static struct map_node *make(struct map_pool *pool, struct map_node *left,
                             const struct unwind_map *map, struct map_node *right)
{
	struct map_node *node = pool->free;
	const uint32_t below = height(left) > height(right) ? height(left) : height(right);
	pool->free = node->left;
	pool->free_count--;
	pool->live++;
	*node = (struct map_node){*map, left, right, 1, below + 1};
	return node;
}

static struct parts_of_node take_apart(struct map_pool *pool, struct map_node *node)
{
	const struct parts_of_node parts = {node->map, node->left, node->right};
	if (node->users == 1) {
		put_back(pool, node);
	} else {
		node->users--;
		maps_share(parts.left);
		maps_share(parts.right);
	}
	return parts;
}

/* Joins trees whose heights differ by at most 3. */
static struct map_node *balance(struct map_pool *pool, struct map_node *left,
                                const struct unwind_map *map, struct map_node *right)
{
	if (height(left) > height(right) + 2) {
		struct parts_of_node l = take_apart(pool, left);
		if (height(l.left) >= height(l.right))
			return make(pool, l.left, &l.map, make(pool, l.right, map, right));
		struct parts_of_node m = take_apart(pool, l.right);
		return make(pool, make(pool, l.left, &l.map, m.left), &m.map,
		            make(pool, m.right, map, right));
	}
	if (height(right) > height(left) + 2) {
		struct parts_of_node r = take_apart(pool, right);
		if (height(r.right) >= height(r.left))
			return make(pool, make(pool, left, map, r.left), &r.map, r.right);
		struct parts_of_node m = take_apart(pool, r.left);
		return make(pool, make(pool, left, map, m.left), &m.map,
		            make(pool, m.right, &r.map, r.right));
	}
	return make(pool, left, map, right);
}

/* Joins all of left, then map, then all of right. */
static struct map_node *join(struct map_pool *pool, struct map_node *left,
                             const struct unwind_map *map, struct map_node *right)
{
	if (height(left) > height(right) + 2) {
		struct parts_of_node l = take_apart(pool, left);
		return balance(pool, l.left, &l.map, join(pool, l.right, map, right));
	}
	if (height(right) > height(left) + 2) {
		struct parts_of_node r = take_apart(pool, right);
		return balance(pool, join(pool, left, map, r.left), &r.map, r.right);
	}
	return make(pool, left, map, right);
}

/* Splits off the maps that begin before an address. */
static void split_maps(struct map_pool *pool, struct map_node *node, uint64_t start,
                       struct map_node **before, struct map_node **rest)
{
	struct map_node *middle;
	*before = *rest = NULL;
	if (!node)
		return;
	struct parts_of_node parts = take_apart(pool, node);
	if (parts.map.start < start) {
		split_maps(pool, parts.right, start, &middle, rest);
		*before = join(pool, parts.left, &parts.map, middle);
	} else {
		split_maps(pool, parts.left, start, before, &middle);
		*rest = join(pool, middle, &parts.map, parts.right);
	}
}

/* Removes the last map of a tree that is not empty. */
static struct map_node *without_last(struct map_pool *pool, struct map_node *node,
                                     struct unwind_map *last)
{
	struct parts_of_node parts = take_apart(pool, node);
	if (!parts.right) {
		*last = parts.map;
		return parts.left;
	}
	struct map_node *right = without_last(pool, parts.right, last);
	return balance(pool, parts.left, &parts.map, right);
}

static struct map_node *join_two(struct map_pool *pool, struct map_node *left,
                                 struct map_node *right)
{
	struct unwind_map last;
	if (!left || !right)
		return left ? left : right;
	left = without_last(pool, left, &last);
	return join(pool, left, &last, right);
}

/* ---- changes ---- */

const struct unwind_map *maps_find(const struct map_node *node, uint64_t address)
{
	while (node) {
		if (address < node->map.start)
			node = node->left;
		else if (address >= node->map.end)
			node = node->right;
		else
			return &node->map;
	}
	return NULL;
}

static const struct unwind_map *last_of(const struct map_node *node)
{
	while (node && node->right)
		node = node->right;
	return node ? &node->map : NULL;
}

/* The nodes that a change to a tree may need: some for each level, for several splits and joins. */
static bool reserve_change(struct map_pool *pool, const struct map_node *maps)
{
	return reserve(pool, 16 * ((size_t)height(maps) + 4));
}

bool maps_put(struct map_pool *pool, struct map_node **maps, const struct unwind_map *map)
{
	if (map->start >= map->end)
		return true;
	if (!reserve_change(pool, *maps))
		return false;
	struct map_node *before, *within, *after;
	struct unwind_map rest = {0}; /* the rest of a map that extends further */
	split_maps(pool, *maps, map->start, &before, &within);
	split_maps(pool, within, map->end, &within, &after);
	const struct unwind_map *last = last_of(within);
	if (last && last->end > map->end)
		rest = *last;
	last = last_of(before);
	if (last && last->end > map->start) {
		struct unwind_map cut;
		before = without_last(pool, before, &cut);
		if (cut.end > map->end)
			rest = cut;
		cut.end = map->start;
		before = join(pool, before, &cut, NULL);
	}
	release(pool, within);
	if (rest.end) {
		rest.offset += map->end - rest.start;
		rest.start = map->end;
		after = join(pool, NULL, &rest, after);
	}
	*maps = join(pool, before, map, after);
	trim(pool, FREE_MOST);
	return true;
}

bool maps_remove(struct map_pool *pool, struct map_node **maps, uint64_t address)
{
	const struct unwind_map *map = maps_find(*maps, address);
	if (!map)
		return true;
	if (!reserve_change(pool, *maps))
		return false;
	const uint64_t start = map->start;
	struct map_node *before, *after, *one;
	split_maps(pool, *maps, start, &before, &after);
	split_maps(pool, after, start + 1, &one, &after);
	release(pool, one);
	*maps = join_two(pool, before, after);
	trim(pool, FREE_MOST);
	return true;
}
