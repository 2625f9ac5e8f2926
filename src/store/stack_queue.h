/* Stacks on their way to a table of many: some wait, so that the memory in which they are looked up
 * is fetched for all of them side by side. */
#ifndef STACKFOLD_STORE_STACK_QUEUE_H
#define STACKFOLD_STORE_STACK_QUEUE_H

#include "store/stacks.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	STACK_QUEUE_SIZE = 16,                   /* stacks that wait */
	STACK_QUEUE_DEPTH = 126,                 /* frames of one; deeper ones do not wait */
	STACK_QUEUE_ROOM = STACK_QUEUE_SIZE + 1, /* stacks that leave it at a time, at most */
};

/* Zero-initialised is empty and ready; it owns no memory. */
struct stack_queue {
	struct {
		uint32_t hash, depth;
		uint32_t frames[STACK_QUEUE_DEPTH];
	} waiting[STACK_QUEUE_SIZE]; /* a ring */
	size_t oldest, newest;       /* newest: after the last one */
};

/* Adds a stack; stacks leave the queue in the order in which they were added: ids gets their ids,
 * as stacks_intern returns them, *count their number, at most STACK_QUEUE_ROOM. False without
 * memory. */
bool stack_queue_add(struct stack_queue *queue, struct stacks *stacks, const uint32_t *frames,
                     size_t depth, uint32_t *ids, size_t *count);

/* The same for the stacks that still wait. */
bool stack_queue_end(struct stack_queue *queue, struct stacks *stacks, uint32_t *ids,
                     size_t *count);

#endif
