/* The mappings of processes: ranges of memory by address, which do not overlap. Forked processes
 * share parts of them: they are kept in a balanced tree, whose nodes never change as long as
 * several processes have them; a change copies the nodes on its path. */
#ifndef STACKFOLD_READ_PERF_DATA_MAPS_H
#define STACKFOLD_READ_PERF_DATA_MAPS_H

#include "unwind/unwind.h"

struct map_node; /* a tree; NULL is the empty one */

/* Nodes for reuse. Zeroed is empty and ready. */
struct map_pool {
	struct map_node *free;
	size_t free_count;
	size_t live;  /* nodes in trees */
	size_t bytes; /* of the spaces that use it, besides their trees */
};

/* The bytes of all nodes, and of those spaces. */
size_t map_pool_memory(const struct map_pool *pool);

/* Maps a range and removes earlier mappings there. False without memory, and nothing changes. Cost:
 * logarithmic in the number of mappings, plus those that are removed. */
bool maps_put(struct map_pool *pool, struct map_node **maps, const struct unwind_map *map);

/* Removes the mapping that contains the address. False without memory. */
bool maps_remove(struct map_pool *pool, struct map_node **maps, uint64_t address);

/* The mapping that contains the address, or NULL. It is valid as long as the tree. */
const struct unwind_map *maps_find(const struct map_node *maps, uint64_t address);

/* Adds a reference to a tree. */
struct map_node *maps_share(struct map_node *maps);

/* Removes a reference to a tree, and frees nodes without references. */
void maps_release(struct map_pool *pool, struct map_node *maps);

void map_pool_free(struct map_pool *pool); /* no trees may exist any more */

#endif
