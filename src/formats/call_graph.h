/* Stacks for profiles that record only calls between pairs of functions, as in callgrind. The self
 * cost of each function is exact. Its stacks are estimated: the cost is divided among the
 * function's callers in proportion to the costs of their calls, and so on up to functions without
 * callers. Calls that close a cycle are ignored, so recursion appears once. */
#ifndef STACKFOLD_FORMATS_CALL_GRAPH_H
#define STACKFOLD_FORMATS_CALL_GRAPH_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum {
	CALL_GRAPH_DEPTH = 512,   /* functions in a stack, at most */
	CALL_GRAPH_PARTS = 20000, /* costs below this part of all are not divided */
};

struct call {
	uint32_t caller, callee;
	uint64_t cost; /* of all calls, with their callees */
};

struct call_graph {
	const uint64_t *own; /* the self cost of each function */
	size_t count;
	struct call
		*calls; /* each pair once; gets sorted, and calls that close cycles are removed */
	size_t call_count;
};

/* Calls `stack` for each stack, root first, with the numbers of functions. The costs of all stacks
 * that end in a function add up to its own cost. Cost: the number of stacks is at most that of
 * functions with a cost plus CALL_GRAPH_PARTS; the order is the same each time. */
enum status call_graph_stacks(struct call_graph *graph,
                              enum status (*stack)(void *context, const uint32_t *functions,
                                                   size_t depth, uint64_t cost, struct error *err),
                              void *context, struct error *err);

#endif
