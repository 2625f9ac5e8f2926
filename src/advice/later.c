#include "advice/later.h"

#include "symbol/module_offset.h"

#include <stdlib.h>
#include <string.h>

/* Sets place[i] for frames that are places in a module; returns whether there are any. */
static bool find_places(const struct frames *frames, bool *place, bool *failed)
{
	struct module_offset offset;
	struct buffer path = {0};
	bool any = false;
	for (uint32_t i = 0; i < frames->count; i++) {
		const struct frame *frame = &frames->items[i];
		const struct text name = {frame->name, frame->size};
		place[i] = module_offset_likely(name) && module_offset_read(name, &offset, &path);
		any |= place[i];
	}
	*failed |= path.failed;
	buffer_free(&path);
	return any;
}

bool later_has_places(const struct profile *profile, bool *failed)
{
	const struct stacks *stacks = &profile->stacks;
	bool *place = calloc(profile->frames.count + 1, sizeof *place), any = false;
	*failed = !place;
	const bool look = place && find_places(&profile->frames, place, failed);
	for (size_t i = 0; look && !any && i < stacks->count; i++)
		for (size_t d = 0; !any && d < stacks->items[i].depth; d++)
			any = place[stacks->items[i].frames[d]];
	free(place);
	return any;
}

/* The meaning of [unknown], with the bits of unjudged.h. */
static const struct {
	unsigned how;
	enum unjudged_flag flag;
} unknowns[] = {
	{UNNAMED_USER, UNJUDGED_USER},
	{UNNAMED_KERNEL, UNJUDGED_KERNEL},
	{UNNAMED_CUT, UNJUDGED_CUT},
};

enum { UNKNOWNS = sizeof unknowns / sizeof *unknowns };

static uint32_t unknown_of(const struct profile *profile)
{
	static const char name[] = "[unknown]";
	return frames_find(&profile->frames, name, strlen(name));
}

void later_put_off(const struct clues *clues, uint64_t samples, uint64_t flat,
                   struct profile *profile)
{
	const uint32_t unknown = unknown_of(profile);
	struct unjudged kept = {
		.counts = {[UNJUDGED_SAMPLES] = samples,
	                   [UNJUDGED_FLAT] = flat,
	                   [UNJUDGED_FAILED] = clues->dumps_failed,
	                   [UNJUDGED_SHORT] = clues->dumps_short},
		.flags = (clues->dumps ? UNJUDGED_DUMPS : 0) |
	                 (clues->all_cpus ? UNJUDGED_CPUS : 0) |
	                 (clues->roots ? UNJUDGED_ROOTS : 0),
	};
	for (size_t i = 0; i < UNKNOWNS && unknown < clues->count; i++)
		if (clues->unnamed[unknown] & unknowns[i].how)
			kept.flags |= unknowns[i].flag;
	unjudged_add(&profile->facts.unjudged, &kept);
}

/* Frames that were named after their module when they were read. */
static void find_unnamed(struct clues *clues, const struct profile *profile)
{
	const unsigned flags = profile->facts.unjudged.flags;
	const uint32_t unknown = unknown_of(profile);
	for (uint32_t i = 0; i < profile->frames.count; i++) {
		const struct frame *frame = &profile->frames.items[i];
		if (i != unknown && frame->size > 2 && frame->name[0] == '[' &&
		    frame->name[frame->size - 1] == ']' && memchr(frame->name, '.', frame->size))
			clues_unnamed(clues, i, UNNAMED_MAPPED);
	}
	for (size_t i = 0; i < UNKNOWNS && unknown != FRAME_NONE; i++)
		if (flags & unknowns[i].flag)
			clues_unnamed(clues, unknown, unknowns[i].how);
}

bool later_take_up(struct clues *clues, struct profile *profile, uint64_t *samples, uint64_t *flat,
                   bool *failed)
{
	const struct unjudged kept = profile->facts.unjudged;
	*failed = false;
	if (!kept.counts[UNJUDGED_SAMPLES] || later_has_places(profile, failed))
		return false;
	find_unnamed(clues, profile);
	clues->dumps_failed += kept.counts[UNJUDGED_FAILED];
	clues->dumps_short += kept.counts[UNJUDGED_SHORT];
	clues->dumps |= (kept.flags & UNJUDGED_DUMPS) != 0;
	clues->all_cpus |= (kept.flags & UNJUDGED_CPUS) != 0;
	clues->roots |= (kept.flags & UNJUDGED_ROOTS) != 0;
	*failed |= clues->failed;
	*samples = kept.counts[UNJUDGED_SAMPLES];
	*flat = kept.counts[UNJUDGED_FLAT];
	profile->facts.unjudged = (struct unjudged){{0}, 0};
	return !*failed;
}
