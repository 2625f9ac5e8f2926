#include "read/sink_replace.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* Puts the stack with its frames replaced into ids; false without memory. */
static bool replaced(const struct stack *stack, const uint32_t *const *with, size_t count,
                     uint32_t **ids, size_t *capacity, size_t *depth)
{
	*depth = 0;
	for (size_t i = 0; i < stack->depth; i++) {
		const uint32_t one[2] = {1, stack->frames[i]};
		const uint32_t *list = one;
		if (stack->frames[i] < count && with[stack->frames[i]])
			list = with[stack->frames[i]];
		if (!vector_reserve(ids, capacity, *depth + list[0]))
			return false;
		memcpy(*ids + *depth, list + 1, list[0] * sizeof *list);
		*depth += list[0];
	}
	return true;
}

/* Replaces the stacks of one event; now[i] gets the new id of stack i. */
static enum status replace_stacks(struct stacks *stacks, const uint32_t *const *with, size_t count,
                                  uint32_t *now, struct error *err)
{
	struct stacks fresh;
	uint32_t *ids = NULL;
	size_t capacity = 0, depth;
	enum status status = STATUS_OK;
	stacks_init(&fresh, stacks->columns);
	for (size_t i = 0; !status && i < stacks->count; i++) {
		uint32_t id = STACK_NONE;
		if (replaced(&stacks->items[i], with, count, &ids, &capacity, &depth))
			id = stacks_intern(&fresh, ids, depth);
		if (id == STACK_NONE)
			status = error_no_memory(err);
		now[i] = id;
		if (!status)
			status = stacks_add_row_of(&fresh, id, 0, stacks, i, err);
	}
	free(ids);
	if (status) {
		stacks_free(&fresh);
		return status;
	}
	stacks_free(stacks);
	*stacks = fresh;
	return STATUS_OK;
}

enum status sink_replace(struct sink *sink, const uint32_t *const *with, size_t count,
                         struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t e = 0; !status && e < sink->event_count; e++) {
		struct stacks *stacks = &sink->events[e].stacks;
		uint32_t *now = calloc(stacks->count + 1, sizeof *now);
		if (!now)
			return error_no_memory(err);
		status = replace_stacks(stacks, with, count, now, err);
		for (size_t i = 0; !status && i < sink->sequence_count; i++)
			if (sink->sequence[i].event == e)
				sink->sequence[i].stack = now[sink->sequence[i].stack];
		if (!status && sink->kept.count)
			samples_restack(&sink->kept, (uint32_t)e, now);
		free(now);
	}
	return status;
}
