#include "edit/root_name.h"

#include <stdlib.h>
#include <string.h>

/* Adds the stacks, whose frames keep their ids; ids: room for the deepest stack. */
static enum status add_stacks(const struct profile *from, uint32_t root, uint32_t other,
                              uint32_t *ids, struct profile *made, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < from->stacks.count && !status; i++) {
		const struct stack *stack = &from->stacks.items[i];
		if (!stack->depth)
			continue;
		memcpy(ids, stack->frames, stack->depth * sizeof *ids);
		if (*ids == root)
			*ids = other;
		uint32_t id = stacks_intern(&made->stacks, ids, stack->depth);
		status = id == STACK_NONE
		                 ? error_no_memory(err)
		                 : stacks_add_row_of(&made->stacks, id, 0, &from->stacks, i, err);
	}
	return status;
}

enum status root_name_change(const struct profile *from, const char *name, const char *other,
                             struct profile *made, struct error *err)
{
	size_t deepest = 1;
	for (size_t i = 0; i < from->stacks.count; i++)
		if (from->stacks.items[i].depth > deepest)
			deepest = from->stacks.items[i].depth;
	uint32_t *ids = malloc(deepest * sizeof *ids);
	bool ok = ids;
	for (size_t i = 0; i < from->frames.count && ok; i++) /* with the same ids */
		ok = frames_intern(&made->frames, from->frames.items[i].name,
		                   from->frames.items[i].size) == i;
	uint32_t root = ok ? frames_intern(&made->frames, name, strlen(name)) : FRAME_NONE;
	uint32_t now = ok ? frames_intern(&made->frames, other, strlen(other)) : FRAME_NONE;
	enum status status = root == FRAME_NONE || now == FRAME_NONE ? error_no_memory(err)
	                                                             : STATUS_OK;
	if (!status)
		status = add_stacks(from, root, now, ids, made, err);
	free(ids);
	facts_merge(&made->facts, &made->frames, &from->facts, &from->frames, 0);
	if (!status && made->facts.origins.failed)
		status = error_no_memory(err);
	return status ? status : profile_fit(made, SUMS_COLUMNS, err);
}
