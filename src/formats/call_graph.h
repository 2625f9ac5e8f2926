/* Stacks for profiles that record calls between pairs of functions only, as callgrind does. Each
 * function keeps exactly what it cost itself; which stacks that was in is estimated: it is divided
 * among the function's callers as the costs of their calls to it are, and so on up to functions
 * without callers. Calls that close a circle are passed over, so recursion shows once. */
#ifndef STACKFOLD_FORMATS_CALL_GRAPH_H
#define STACKFOLD_FORMATS_CALL_GRAPH_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum {
	CALL_GRAPH_DEPTH = 512,   /* functions in a stack, at most */
	CALL_GRAPH_PARTS = 20000, /* what is less than this part of all is not divided */
};

struct call {
	uint32_t caller, callee;
	uint64_t cost; /* of all calls, with what they called */
};

struct call_graph {
	const uint64_t *own; /* what each function cost itself */
	size_t count;
	struct call *calls; /* each pair once; sorted, and those left out that close circles */
	size_t call_count;
};

/* Calls `stack` for each stack, root first: functions by their numbers. The costs of all stacks
 * that end in a function are its own cost. Cost: the number of stacks is at most that of functions
 * with a cost plus CALL_GRAPH_PARTS; the order is the same each time. */
enum status call_graph_stacks(struct call_graph *graph,
                              enum status (*stack)(void *context, const uint32_t *functions,
                                                   size_t depth, uint64_t cost, struct error *err),
                              void *context, struct error *err);

#endif
