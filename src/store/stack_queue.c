#include "store/stack_queue.h"

#include <string.h>

enum { STEP = STACK_QUEUE_SIZE / 3 /* stacks that arrive between two steps of fetching */ };

static bool take_oldest(struct stack_queue *queue, struct stacks *stacks, uint32_t *ids,
                        size_t *count)
{
	const size_t i = queue->oldest++ % STACK_QUEUE_SIZE;
	const uint32_t id = stacks_intern_hashed(stacks, queue->waiting[i].frames,
	                                         queue->waiting[i].depth, queue->waiting[i].hash);
	ids[(*count)++] = id;
	return id != STACK_NONE;
}

static bool take_all(struct stack_queue *queue, struct stacks *stacks, uint32_t *ids, size_t *count)
{
	while (queue->oldest < queue->newest)
		if (!take_oldest(queue, stacks, ids, count))
			return false;
	return true;
}

/* Prefetches memory for the stack that arrived `back` stacks before the newest. */
static void expect(const struct stack_queue *queue, const struct stacks *stacks, size_t back,
                   enum stacks_expected what)
{
	if (queue->newest - queue->oldest > back)
		stacks_expect(stacks,
		              queue->waiting[(queue->newest - 1 - back) % STACK_QUEUE_SIZE].hash,
		              what);
}

bool stack_queue_add(struct stack_queue *queue, struct stacks *stacks, const uint32_t *frames,
                     size_t depth, uint32_t *ids, size_t *count)
{
	*count = 0;
	if (depth > STACK_QUEUE_DEPTH) {
		if (!take_all(queue, stacks, ids, count))
			return false;
		ids[*count] = stacks_intern(stacks, frames, depth);
		return ids[(*count)++] != STACK_NONE;
	}
	if (queue->newest - queue->oldest == STACK_QUEUE_SIZE &&
	    !take_oldest(queue, stacks, ids, count))
		return false;
	const size_t i = queue->newest++ % STACK_QUEUE_SIZE;
	queue->waiting[i].hash = stacks_hash(frames, depth);
	queue->waiting[i].depth = (uint32_t)depth;
	if (depth)
		memcpy(queue->waiting[i].frames, frames, depth * sizeof *frames);
	expect(queue, stacks, 0, STACKS_EXPECT_SLOT);
	expect(queue, stacks, STEP, STACKS_EXPECT_ITEM);
	expect(queue, stacks, 2 * STEP, STACKS_EXPECT_FRAMES);
	return true;
}

bool stack_queue_end(struct stack_queue *queue, struct stacks *stacks, uint32_t *ids, size_t *count)
{
	*count = 0;
	return take_all(queue, stacks, ids, count);
}
