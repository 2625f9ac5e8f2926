#include "edit/apply.h"

#include "base/vector.h"
#include "edit/renaming.h"
#include "edit/symbolize.h"

#include <stdlib.h>
#include <string.h>

/* Steps that are applied together. */
struct segment {
	struct step *steps;
	size_t count;
	bool last; /* no other steps follow */
	struct walk walk;
	struct profile fresh; /* the new stacks; names stay in the old profile */
	uint32_t *now;        /* for each old stack: the new one, or SAMPLE_NONE */
	bool changed;         /* some stack changed */
};

/* ---- statistics ---- */

static void count_weights(number_wide *sums, const struct stacks *stacks, uint32_t stack)
{
	for (unsigned c = 0; c < stacks->columns; c++)
		sums[c] += stacks_sum(stacks, (size_t)stack * stacks->columns + c);
}

static void count_outcome(struct step *step, enum step_outcome outcome, const struct walk *walk)
{
	struct step_stats *stats = &step->stats;
	const struct stacks *stacks = &walk->profile->stacks;
	stats->stacks++;
	if (outcome == STEP_SAME)
		return;
	stats->dropped += outcome == STEP_DROPPED;
	stats->changed += outcome == STEP_CHANGED;
	count_weights(outcome == STEP_DROPPED ? stats->dropped_weight : stats->changed_weight,
	              stacks, walk->stack);
}

/* Completes the statistics of a step that was applied alone. */
static void count_apart(struct segment *segment)
{
	struct step_stats *stats = &segment->steps[0].stats;
	const struct stacks *stacks = &segment->walk.profile->stacks;
	stats->merged = stats->stacks - stats->dropped - segment->fresh.stacks.count;
	for (size_t i = 0; i < stacks->count; i++)
		count_weights(stats->total, stacks, (uint32_t)i);
}

/* ---- a stack ---- */

/* Folded text would read a line that begins like a comment as one: in a root frame that steps have
 * made, '#' becomes '?'. */
static void check_root(struct walk *walk)
{
	struct frames *frames = &walk->profile->frames;
	const struct frame frame = frames->items[walk->ids[0]];
	if (frame.size == 0 || *frame.name != '#' || (frame.size > 1 && frame.name[1] != ' '))
		return;
	struct buffer *name = &walk->name;
	name->size = 0;
	buffer_byte(name, '?');
	buffer_append(name, frame.name + 1, frame.size - 1);
	const uint32_t id = name->failed ? FRAME_NONE
	                                 : frames_intern(frames, name->data, name->size);
	walk->failed |= id == FRAME_NONE;
	walk->ids[0] = id;
}

/* Applies all steps to a stack; false: one of them drops it. */
static bool take_steps(struct segment *segment, const struct stack *stack)
{
	struct walk *walk = &segment->walk;
	if (!vector_reserve(&walk->ids, &walk->capacity, stack->depth)) {
		walk->failed = true;
		return false;
	}
	memcpy(walk->ids, stack->frames, stack->depth * sizeof *walk->ids);
	walk->depth = stack->depth;
	for (size_t i = 0; i < segment->count; i++) {
		struct step *step = &segment->steps[i];
		const enum step_outcome outcome = step->kind->act(step, walk);
		if (walk->failed)
			return false;
		count_outcome(step, outcome, walk);
		segment->changed |= outcome != STEP_SAME;
		if (outcome == STEP_DROPPED)
			return false;
	}
	if (segment->last)
		check_root(walk);
	return !walk->failed;
}

/* ---- all stacks ---- */

/* Makes the new stacks, in the input's order of the old ones. */
static enum status make_stacks(struct segment *segment, struct error *err)
{
	struct walk *walk = &segment->walk;
	const struct stacks *stacks = &walk->profile->stacks;
	struct stacks *fresh = &segment->fresh.stacks;
	const uint32_t *arrival = stacks->arrival_count == stacks->count ? stacks->arrival : NULL;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < stacks->count; i++) {
		walk->stack = arrival ? arrival[i] : (uint32_t)i;
		uint32_t *now = &segment->now[walk->stack];
		*now = SAMPLE_NONE;
		if (take_steps(segment, &stacks->items[walk->stack])) {
			*now = stacks_intern(fresh, walk->ids, walk->depth);
			if (*now == STACK_NONE)
				return error_no_memory(err);
			if (!segment->fresh.keep_order)
				status = stacks_add_row_of(fresh, *now, 0, stacks, walk->stack,
				                           err);
		}
		if (walk->failed)
			return error_no_memory(err);
	}
	stacks_note_rounding(fresh, stacks->rounded);
	return status;
}

/* Adds the samples' weights in their order, if the profile keeps it. */
static enum status make_sequence(struct segment *segment, struct error *err)
{
	const struct profile *profile = segment->walk.profile;
	struct profile *fresh = &segment->fresh;
	struct decimal weights[STACKS_COLUMNS_MAX];
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < profile->sequence_count; i++) {
		const struct occurrence *at = &profile->sequence[i];
		const uint32_t now = segment->now[at->stack];
		if (now == SAMPLE_NONE)
			continue;
		const struct stack stack = fresh->stacks.items[now];
		weights[0] = (struct decimal){at->first, at->places};
		weights[fresh->stacks.columns - 1] = (struct decimal){at->weight, at->places};
		status = profile_add(fresh, stack.frames, stack.depth, weights, err);
	}
	return status;
}

/* ---- origins ---- */

/* Gives renamed frames the origins of their old names. */
static enum status rename_origins(const struct step *step, struct profile *profile,
                                  struct error *err)
{
	const bool stand_ins = step->kind->release == renaming_release_stand_ins;
	const bool roots = step->kind->act == renaming_root; /* only root frames are renamed */
	const struct origins *old = &profile->facts.origins;
	struct origins fresh = {0};
	struct buffer name = {0};
	bool renamed = stand_ins;
	for (uint32_t f = 0; f < step->name_count && !renamed; f++)
		renamed = step->names[f] && step->names[f] - 1 != f;
	if (!renamed)
		return STATUS_OK;
	for (uint32_t f = 0; f < old->count; f++) {
		const struct origin origin = origins_of(old, f);
		const struct frame *module = origins_module(old, origin);
		if (roots && origin.kinds)
			origins_copy(&fresh, f, old, origin);
		if (f >= step->name_count || !step->names[f] || !origin.kinds)
			continue;
		if (!stand_ins || !module) {
			origins_copy(&fresh, step->names[f] - 1, old, origin);
			continue;
		}
		name.size = 0;
		renaming_module_stand_in(step, (struct text){module->name, module->size}, &name);
		origins_add(&fresh, step->names[f] - 1, origin.kinds, name.data, name.size);
	}
	fresh.added = true;
	fresh.failed |= name.failed;
	buffer_free(&name);
	origins_free(&profile->facts.origins);
	profile->facts.origins = fresh;
	return fresh.failed ? error_no_memory(err) : STATUS_OK;
}

/* ---- segments ---- */

/* Replaces the old stacks by the new ones. */
static void replace(struct segment *segment, struct profile *profile)
{
	struct profile *fresh = &segment->fresh;
	if (profile->samples.count)
		samples_restack(&profile->samples, SAMPLE_NONE, segment->now);
	struct profile old = *profile;
	profile->stacks = fresh->stacks;
	profile->sequence = fresh->sequence;
	profile->sequence_count = fresh->sequence_count;
	profile->sequence_capacity = fresh->sequence_capacity;
	*fresh = (struct profile){0};
	stacks_free(&old.stacks);
	free(old.sequence);
	if (!segment->changed)
		return;
	profile->facts.origins.added = true; /* without those of names that no longer exist */
	facts_forget_shares(&profile->facts);
	marks_free(&profile->marks);
	for (size_t i = 0; i < segment->count; i++)
		if (segment->steps[i].kind->release == renaming_release_stand_ins) {
			facts_forget_advice(&profile->facts);
			facts_forget_recorded(&profile->facts);
			samples_free(&profile->samples);
		}
}

/* Whether a step has more to do after it was applied to all stacks. */
static bool is_symbolize(const struct step *step)
{
	return step->kind->act == symbolize_act;
}

static enum status take_segment(struct step *steps, size_t count, bool last,
                                struct profile *profile, bool apart, struct error *err)
{
	struct segment segment = {
		.steps = steps, .count = count, .last = last, .walk = {.profile = profile}};
	struct profile *fresh = &segment.fresh;
	profile_init(fresh, profile->stacks.columns);
	fresh->keep_order = profile->keep_order;
	fresh->stacks.threads = profile->stacks.threads;
	segment.now = malloc((profile->stacks.count + 1) * sizeof *segment.now);
	enum status status = segment.now ? STATUS_OK : error_no_memory(err);
	if (!status && steps->kind->prepare)
		status = steps->kind->prepare(steps, profile, err);
	if (!status)
		status = make_stacks(&segment, err);
	if (!status && fresh->keep_order)
		status = make_sequence(&segment, err);
	if (!status)
		status = profile_fit(fresh, SUMS_WEIGHTS, err);
	for (size_t i = 0; !status && i < count; i++)
		if (steps[i].kind->rename)
			status = rename_origins(&steps[i], profile, err);
	for (size_t i = 0; i < count; i++) {
		steps[i].stats.columns = profile->stacks.columns;
		steps[i].stats.places = profile->stacks.places;
	}
	if (!status && apart)
		count_apart(&segment);
	if (!status)
		replace(&segment, profile);
	if (!status && is_symbolize(&steps[count - 1]))
		status = symbolize_finish(&steps[count - 1], profile, err);
	profile_free(fresh);
	free(segment.now);
	free(segment.walk.ids);
	free(segment.walk.places);
	buffer_free(&segment.walk.name);
	return status;
}

enum status apply_steps(struct step *steps, size_t count, struct profile *profile, bool apart,
                        struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0, end; !status && i < count; i = end) {
		end = i + 1;
		while (end < count && !apart && !steps[end].kind->prepare &&
		       !is_symbolize(&steps[i]))
			end++;
		status = take_segment(steps + i, end - i, end == count, profile, apart, err);
	}
	return status;
}
