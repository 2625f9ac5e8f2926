#include "diff/runs.h"

#include "diff/advised.h"

#include <stdlib.h>

void runs_init(struct runs *runs, unsigned before, unsigned after)
{
	*runs = (struct runs){.count = {before, after}};
	profile_init(&runs->profile, before + after);
}

/* Sets ids[f] to the id in `into` that each frame of `from` has after matching. */
static enum status match_frames(const struct frames *from, struct frames *into, struct match *match,
                                uint32_t *ids, struct error *err)
{
	enum status status = STATUS_OK;
	struct buffer name = {0};
	for (size_t i = 0; !status && i < from->count; i++) {
		status = match_name(match, from->items[i].name, from->items[i].size, &name, err);
		if (status)
			break;
		ids[i] = frames_intern(into, name.size ? name.data : "", name.size);
		if (ids[i] == FRAME_NONE)
			status = error_no_memory(err);
	}
	buffer_free(&name);
	return status;
}

static size_t deepest(const struct stacks *stacks)
{
	size_t depth = 0;
	for (size_t i = 0; i < stacks->count; i++)
		if (stacks->items[i].depth > depth)
			depth = stacks->items[i].depth;
	return depth;
}

/* Adds the stacks of `from`, frame f as ids[f]; `room` has room for the deepest. */
static enum status add_matched(struct runs *runs, unsigned column, const struct stacks *from,
                               const uint32_t *ids, uint32_t *room, struct error *err)
{
	struct stacks *into = &runs->profile.stacks;
	for (size_t i = 0; i < from->count; i++) {
		const struct stack *stack = &from->items[i];
		for (size_t d = 0; d < stack->depth; d++)
			room[d] = ids[stack->frames[d]];
		uint32_t id = stacks_intern(into, room, stack->depth);
		if (id == STACK_NONE)
			return error_no_memory(err);
		enum status status = stacks_add_row_of(into, id, column, from, i, err);
		if (status)
			return status;
	}
	stacks_note_rounding(into, from->rounded);
	return STATUS_OK;
}

/* Adds the facts of `from`, frame f as ids[f]. */
static enum status add_facts(struct profile *into, unsigned column, const struct profile *from,
                             const uint32_t *ids, struct error *err)
{
	static const struct frames none;
	struct facts *facts = &into->facts;
	const struct origins *origins = &from->facts.origins;
	facts_merge(facts, &none, &from->facts, &from->frames, column);
	for (size_t f = 0; f < origins->count; f++) {
		const struct frame *module = origins_module(origins, origins->items[f]);
		if (origins->items[f].kinds)
			origins_add(&facts->origins, ids[f], origins->items[f].kinds,
			            module ? module->name : NULL, module ? module->size : 0);
	}
	return facts->origins.failed ? error_no_memory(err) : STATUS_OK;
}

enum status runs_add(struct runs *runs, unsigned column, const struct profile *from,
                     struct match *match, struct error *err)
{
	if (!match || !match_changes(match))
		return profile_merge(&runs->profile, from, column, err);
	uint32_t *ids = malloc((from->frames.count + 1) * sizeof *ids);
	uint32_t *room = malloc((deepest(&from->stacks) + 1) * sizeof *room);
	enum status status = ids && room ? STATUS_OK : error_no_memory(err);
	if (!status)
		status = match_frames(&from->frames, &runs->profile.frames, match, ids, err);
	if (!status)
		status = add_matched(runs, column, &from->stacks, ids, room, err);
	if (!status)
		status = add_facts(&runs->profile, column, from, ids, err);
	free(ids);
	free(room);
	return status;
}

enum status runs_add_all(struct runs *runs, const struct profile *const *profiles,
                         struct match *match, struct error *err)
{
	const unsigned before = runs->count[DIFF_BEFORE], count = before + runs->count[DIFF_AFTER];
	struct advised advised = {0};
	enum status status = STATUS_OK;
	for (unsigned column = 0; column < count && !status; column++) {
		const int side = column < before ? DIFF_BEFORE : DIFF_AFTER;
		status = runs_add(runs, column, profiles[column], match, err);
		if (!status && !advised_add(&advised, side, &profiles[column]->facts))
			status = error_no_memory(err);
	}
	facts_forget_advice(&runs->profile.facts);
	if (!status && !advised_merge(&advised, &runs->profile.facts))
		status = error_no_memory(err);
	advised_free(&advised);
	return status;
}

struct run_table runs_table(const struct runs *runs)
{
	const struct stacks *stacks = &runs->profile.stacks;
	return (struct run_table){stacks->weights,
	                          stacks->count,
	                          stacks->columns,
	                          stacks->places,
	                          {runs->count[DIFF_BEFORE], runs->count[DIFF_AFTER]}};
}

void runs_free(struct runs *runs)
{
	profile_free(&runs->profile);
}
