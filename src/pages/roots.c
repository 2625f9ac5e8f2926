#include "pages/roots.h"

#include <stdlib.h>
#include <string.h>

/* The weights of a side's root frames, of all runs, by frame. */
static double *weigh_roots(const struct side *side, double *sum)
{
	const struct stacks *stacks = &side->columns->stacks;
	double *weights = calloc(side->columns->frames.count + 1, sizeof *weights);
	*sum = 0;
	for (size_t i = 0; weights && i < stacks->count; i++)
		for (unsigned c = side->first; stacks->items[i].depth && c < stacks->columns; c++) {
			const double weight = (double)stacks->weights[i * stacks->columns + c];
			weights[stacks->items[i].frames[0]] += weight;
			*sum += weight;
		}
	return weights;
}

/* The only root frame that the other side does not have, if it has half of the weight or more;
 * FRAME_NONE: there is none. */
static uint32_t find_own(const struct side *side, const double *weights, double sum,
                         const struct side *other, const double *other_weights)
{
	const struct frames *frames = &side->columns->frames;
	uint32_t own = FRAME_NONE;
	for (uint32_t i = 0; i < frames->count; i++) {
		const struct frame *frame = &frames->items[i];
		if (!(weights[i] > 0))
			continue;
		const uint32_t same = frames_find(&other->columns->frames, frame->name,
		                                  frame->size);
		if (same != FRAME_NONE && other_weights[same] > 0)
			continue;
		if (own != FRAME_NONE || same != FRAME_NONE)
			return FRAME_NONE;
		own = i;
	}
	return own != FRAME_NONE && weights[own] >= sum / 2 ? own : FRAME_NONE;
}

static char *copy_name(const struct side *side, uint32_t id)
{
	const struct frame *frame = &side->columns->frames.items[id];
	return strndup(frame->name, frame->size);
}

bool root_pair_find(const struct side *before, const struct side *after, struct root_pair *pair)
{
	double sum_before, sum_after;
	double *old = weigh_roots(before, &sum_before), *now = weigh_roots(after, &sum_after);
	bool ok = old && now;
	*pair = (struct root_pair){NULL, NULL};
	if (ok) {
		const uint32_t one = find_own(before, old, sum_before, after, now);
		const uint32_t other = find_own(after, now, sum_after, before, old);
		if (one != FRAME_NONE && other != FRAME_NONE) {
			pair->before = copy_name(before, one);
			pair->after = copy_name(after, other);
			ok = pair->before && pair->after;
		}
	}
	free(old);
	free(now);
	return ok;
}

void root_pair_free(struct root_pair *pair)
{
	free(pair->before);
	free(pair->after);
	*pair = (struct root_pair){NULL, NULL};
}
