#include "edit/trim.h"

#include "store/annotation.h"

#include <stdlib.h>
#include <string.h>

/* Whether a frame's name, without its annotation, is one of the names. */
static bool is_named(const struct frame *frame, const char *const *names, size_t count)
{
	size_t size = frame->size;
	if (annotation_of(frame->name, size))
		size -= ANNOTATION_SIZE;
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(names[i]);
		if ((n == size || n == frame->size) && memcmp(frame->name, names[i], n) == 0)
			return true;
	}
	return false;
}

/* The beginning of the trimmed stack: the innermost marked frame, or the depth if there is none. */
static size_t trim_at(const struct stack *stack, const bool *marked)
{
	size_t d = stack->depth;
	while (d && !marked[stack->frames[d - 1]])
		d--;
	return d ? d - 1 : stack->depth;
}

/* Adds the rest of a stack to `trimmed`, with the given weights. */
static enum status add_trimmed(struct profile *trimmed, const struct stack *stack,
                               const bool *marked, bool drop_others, const struct decimal *weights,
                               struct error *err)
{
	size_t from = trim_at(stack, marked);
	if (from == stack->depth && drop_others)
		return STATUS_OK;
	if (from == stack->depth)
		from = 0;
	return profile_add(trimmed, stack->frames + from, stack->depth - from, weights, err);
}

/* The order of the input is kept if the profile has it; otherwise stacks are in the order of their
 * ids. */
static enum status trim_all(const struct profile *profile, struct profile *trimmed,
                            const bool *marked, bool drop_others, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	struct decimal weights[STACKS_COLUMNS_MAX];
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && profile->keep_order && i < profile->sequence_count; i++) {
		const struct occurrence *at = &profile->sequence[i];
		weights[0] = (struct decimal){at->first, at->places};
		weights[stacks->columns - 1] = (struct decimal){at->weight, at->places};
		status = add_trimmed(trimmed, &stacks->items[at->stack], marked, drop_others,
		                     weights, err);
	}
	for (size_t i = 0; !status && !profile->keep_order && i < stacks->count; i++) {
		for (unsigned c = 0; c < stacks->columns; c++)
			weights[c] = (struct decimal){stacks->weights[i * stacks->columns + c],
			                              stacks->places};
		status = add_trimmed(trimmed, &stacks->items[i], marked, drop_others, weights, err);
	}
	return status;
}

/* Assigns the samples that the profile keeps to the trimmed stacks. */
static enum status trim_samples(struct profile *profile, struct profile *trimmed,
                                const bool *marked, bool drop_others, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	if (!profile->samples.count)
		return STATUS_OK;
	uint32_t *now = malloc((stacks->count + 1) * sizeof *now);
	bool ok = now != NULL;
	for (size_t i = 0; ok && i < stacks->count; i++) {
		const struct stack *stack = &stacks->items[i];
		size_t from = trim_at(stack, marked);
		now[i] = SAMPLE_NONE;
		if (from == stack->depth && drop_others)
			continue;
		if (from == stack->depth)
			from = 0;
		now[i] = stacks_intern(&trimmed->stacks, stack->frames + from, stack->depth - from);
		ok = now[i] != STACK_NONE;
	}
	if (ok) {
		samples_restack(&profile->samples, SAMPLE_NONE, now);
		trimmed->samples = profile->samples;
		profile->samples = (struct samples){0};
	}
	free(now);
	return ok ? STATUS_OK : error_no_memory(err);
}

bool trim_finds(const struct profile *profile, const char *const *names, size_t count)
{
	for (size_t i = 0; i < profile->frames.count; i++)
		if (is_named(&profile->frames.items[i], names, count))
			return true;
	return false;
}

enum status trim_stacks(struct profile *profile, const char *const *names, size_t count,
                        bool drop_others, struct error *err)
{
	bool *marked = calloc(profile->frames.count + 1, sizeof *marked);
	if (!marked)
		return error_no_memory(err);
	for (size_t i = 0; i < profile->frames.count; i++)
		marked[i] = is_named(&profile->frames.items[i], names, count);
	struct profile trimmed;
	profile_init(&trimmed, profile->stacks.columns);
	trimmed.keep_order = profile->keep_order;
	enum status status = trim_all(profile, &trimmed, marked, drop_others, err);
	if (!status)
		status = trim_samples(profile, &trimmed, marked, drop_others, err);
	free(marked);
	stacks_note_rounding(&trimmed.stacks, profile->stacks.rounded);
	if (!status)
		status = profile_fit(&trimmed, SUMS_WEIGHTS, err);
	if (!status) {
		trimmed.frames = profile->frames;
		profile->frames = (struct frames){0};
		trimmed.marks = profile->marks;
		profile->marks = (struct marks){0};
		trimmed.facts = profile->facts;
		profile->facts = (struct facts){0};
		struct profile old = *profile;
		*profile = trimmed;
		trimmed = old;
	}
	profile_free(&trimmed);
	return status;
}
