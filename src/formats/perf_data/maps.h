/* What is mapped in processes: stretches of memory by address, none overlapping. Processes that
 * forked share them in parts: they are kept in a balanced tree, whose nodes never change as long as
 * more than one process has them; a change makes the nodes on the way to it anew. */
#ifndef STACKFOLD_READ_PERF_DATA_MAPS_H
#define STACKFOLD_READ_PERF_DATA_MAPS_H

#include "unwind/unwind.h"

struct map_node; /* a tree; NULL is the empty one */

/* Nodes to be used again. Zeroed is empty and ready. */
struct map_pool {
	struct map_node *free;
	size_t free_count;
	size_t live;  /* nodes in trees */
	size_t bytes; /* of the spaces that use it, beside their trees */
};

/* The bytes of all nodes, and of those spaces. */
size_t map_pool_memory(const struct map_pool *pool);

/* A stretch is mapped; what was there before goes. False without memory: all is as before. Cost:
 * logarithmic in the number of stretches, beside those that go. */
bool maps_put(struct map_pool *pool, struct map_node **maps, const struct unwind_map *map);

/* The stretch that holds the address goes. False without memory. */
bool maps_remove(struct map_pool *pool, struct map_node **maps, uint64_t address);

/* The stretch that holds the address, or NULL. It stays as long as the tree does. */
const struct unwind_map *maps_find(const struct map_node *maps, uint64_t address);

/* One more has the same tree. */
struct map_node *maps_share(struct map_node *maps);

/* One less: what only it had goes. */
void maps_release(struct map_pool *pool, struct map_node *maps);

void map_pool_free(struct map_pool *pool); /* no trees may be left */

#endif
