#include "formats/call_graph.h"

#include "base/number.h"
#include "base/vector.h"

#include <stdbool.h>
#include <stdlib.h>

/* The upper end of an incomplete stack. */
struct part {
	uint32_t function;
	uint32_t callee; /* index in parts; UINT32_MAX: it is the leaf */
	uint32_t depth;
	uint64_t cost;
};

struct walk {
	struct call_graph *graph;
	size_t *first;  /* [function]: the beginning of the calls to it, and the end of those to the
	                 * previous function */
	uint64_t *sums; /* [function]: the sum of their costs */
	uint64_t least; /* smaller costs are not divided */
	struct part *parts; /* the parts of one leaf */
	size_t count, capacity;
	uint32_t *pending; /* those from which the search continues */
	size_t pending_count, pending_capacity;
	uint32_t *stack;
	enum status (*found)(void *context, const uint32_t *functions, size_t depth, uint64_t cost,
	                     struct error *err);
	void *context;
};

/* Sorts by callee, the most expensive calls first. */
static int compare_calls(const void *a_, const void *b_)
{
	const struct call *a = a_, *b = b_;
	if (a->callee != b->callee)
		return a->callee < b->callee ? -1 : 1;
	if (a->cost != b->cost)
		return a->cost > b->cost ? -1 : 1;
	return (a->caller > b->caller) - (a->caller < b->caller);
}

static uint64_t share_of(uint64_t cost, uint64_t part, uint64_t whole)
{
	return whole ? (uint64_t)((number_wide)cost * part / whole) : 0;
}

static bool add_part(struct walk *walk, uint32_t function, uint32_t callee, uint64_t cost)
{
	if (!vector_reserve(&walk->parts, &walk->capacity, walk->count + 1) ||
	    !vector_reserve(&walk->pending, &walk->pending_capacity, walk->pending_count + 1))
		return false;
	const uint32_t depth = callee == UINT32_MAX ? 1 : walk->parts[callee].depth + 1;
	walk->pending[walk->pending_count++] = (uint32_t)walk->count;
	walk->parts[walk->count++] = (struct part){function, callee, depth, cost};
	return true;
}

static enum status finish(struct walk *walk, uint32_t part, struct error *err)
{
	const uint64_t cost = walk->parts[part].cost;
	size_t depth = 0;
	for (; part != UINT32_MAX; part = walk->parts[part].callee)
		walk->stack[depth++] = walk->parts[part].function;
	return walk->found(walk->context, walk->stack, depth, cost, err);
}

/* Divides a part's cost among the callers of its function. The first gets the shares that would be
 * too small. */
static enum status divide(struct walk *walk, uint32_t at, struct error *err)
{
	const struct part part = walk->parts[at];
	const struct call *calls = walk->graph->calls;
	const size_t first = walk->first[part.function], end = walk->first[part.function + 1];
	const uint64_t whole = walk->sums[part.function];
	uint64_t left = part.cost;
	size_t heaviest = end;
	const size_t before = walk->count;
	for (size_t i = first; i < end && part.depth < CALL_GRAPH_DEPTH; i++) {
		if (heaviest == end) {
			heaviest = i; /* it gets the rest at the end */
			if (!add_part(walk, calls[i].caller, at, 0))
				return error_no_memory(err);
			continue;
		}
		const uint64_t share = share_of(part.cost, calls[i].cost, whole);
		if (share < walk->least || share > left)
			break;
		if (!add_part(walk, calls[i].caller, at, share))
			return error_no_memory(err);
		left -= share;
	}
	if (heaviest == end)
		return finish(walk, at, err);
	walk->parts[before].cost = left;
	return STATUS_OK;
}

static enum status walk_function(struct walk *walk, uint32_t function, struct error *err)
{
	enum status status = STATUS_OK;
	walk->count = walk->pending_count = 0;
	if (!add_part(walk, function, UINT32_MAX, walk->graph->own[function]))
		return error_no_memory(err);
	while (walk->pending_count && !status)
		status = divide(walk, walk->pending[--walk->pending_count], err);
	return status;
}

/* Sorts by caller, the most expensive calls first. */
static int compare_outgoing(const void *a_, const void *b_)
{
	const struct call *a = a_, *b = b_;
	if (a->caller != b->caller)
		return a->caller < b->caller ? -1 : 1;
	if (a->cost != b->cost)
		return a->cost > b->cost ? -1 : 1;
	return (a->callee > b->callee) - (a->callee < b->callee);
}

/* State of the walk down from functions without callers. */
struct descent {
	struct call *calls;
	size_t *next;   /* [function]: the next of its calls to visit */
	size_t *end;    /* [function]: the end of its calls */
	uint8_t *state; /* [function] */
	uint32_t *open; /* functions that call each other */
	uint32_t depth;
};

enum { NOT_SEEN, OPEN, CLOSED };

/* Follows the calls of a function down to all functions that were not visited. Calls to open
 * functions close a cycle; they are marked by a callee that is not a function. */
static void descend(struct descent *descent, uint32_t function)
{
	descent->open[descent->depth++] = function;
	descent->state[function] = OPEN;
	while (descent->depth) {
		const uint32_t at = descent->open[descent->depth - 1];
		if (descent->next[at] == descent->end[at]) {
			descent->state[at] = CLOSED;
			descent->depth--;
			continue;
		}
		struct call *call = &descent->calls[descent->next[at]++];
		if (descent->state[call->callee] == OPEN) {
			call->callee = UINT32_MAX;
		} else if (descent->state[call->callee] == NOT_SEEN) {
			descent->state[call->callee] = OPEN;
			descent->open[descent->depth++] = call->callee;
		}
	}
}

/* Removes calls that close cycles, so that from every function the callers lead to one without
 * callers. */
static bool break_circles(struct call_graph *graph)
{
	const size_t count = graph->count;
	struct descent descent = {
		.calls = graph->calls,
		.next = calloc(count + 1, sizeof *descent.next),
		.end = calloc(count + 1, sizeof *descent.end),
		.state = calloc(count + 1, 1),
		.open = malloc((count + 1) * sizeof *descent.open),
	};
	bool *called = calloc(count + 1, sizeof *called);
	const bool done = descent.next && descent.end && descent.state && descent.open && called;
	size_t at = 0, kept = 0;
	for (size_t i = 0; done && i < count; i++) {
		descent.next[i] = at;
		for (; at < graph->call_count && graph->calls[at].caller == i; at++)
			called[graph->calls[at].callee] |= graph->calls[at].callee != i;
		descent.end[i] = at;
	}
	for (unsigned entries = 0; done && entries < 2; entries++)
		for (uint32_t i = 0; i < count; i++)
			if (descent.state[i] == NOT_SEEN && (entries || !called[i]))
				descend(&descent, i);
	for (size_t i = 0; done && i < graph->call_count; i++)
		if (graph->calls[i].callee != UINT32_MAX)
			graph->calls[kept++] = graph->calls[i];
	graph->call_count = done ? kept : 0;
	free(descent.next);
	free(descent.end);
	free(descent.state);
	free(descent.open);
	free(called);
	return done;
}

static bool prepare(struct walk *walk)
{
	struct call_graph *graph = walk->graph;
	number_wide all = 0;
	walk->first = calloc(graph->count + 2, sizeof *walk->first);
	walk->sums = calloc(graph->count + 1, sizeof *walk->sums);
	walk->stack = malloc((CALL_GRAPH_DEPTH + 1) * sizeof *walk->stack);
	if (!walk->first || !walk->sums || !walk->stack)
		return false;
	if (graph->call_count)
		qsort(graph->calls, graph->call_count, sizeof *graph->calls, compare_outgoing);
	if (!break_circles(graph))
		return false;
	if (graph->call_count)
		qsort(graph->calls, graph->call_count, sizeof *graph->calls, compare_calls);
	size_t at = 0;
	for (size_t i = 0; i < graph->count; i++) {
		walk->first[i] = at;
		for (; at < graph->call_count && graph->calls[at].callee == i; at++)
			if (__builtin_add_overflow(walk->sums[i], graph->calls[at].cost,
			                           &walk->sums[i]))
				walk->sums[i] = UINT64_MAX;
		all += graph->own[i];
	}
	walk->first[graph->count] = at;
	const number_wide least = all / CALL_GRAPH_PARTS;
	walk->least = least > UINT64_MAX ? UINT64_MAX : (uint64_t)least;
	walk->least += walk->least == 0;
	return true;
}

enum status call_graph_stacks(struct call_graph *graph,
                              enum status (*stack)(void *context, const uint32_t *functions,
                                                   size_t depth, uint64_t cost, struct error *err),
                              void *context, struct error *err)
{
	struct walk walk = {.graph = graph, .found = stack, .context = context};
	enum status status = prepare(&walk) ? STATUS_OK : error_no_memory(err);
	for (uint32_t i = 0; i < graph->count && !status; i++)
		if (graph->own[i])
			status = walk_function(&walk, i, err);
	free(walk.first);
	free(walk.sums);
	free(walk.stack);
	free(walk.parts);
	free(walk.pending);
	return status;
}
