#include "edit/step.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* Extends both arrays to the number of frames; without memory walk->failed is set. */
static bool make_room(struct step *step, struct walk *walk)
{
	const size_t matches = step->match_count, names = step->name_count;
	const size_t need = walk->profile->frames.count;
	if (!vector_reserve(&step->matches, &step->match_count, need) ||
	    (step->kind->rename && !vector_reserve(&step->names, &step->name_count, need)))
		walk->failed = true;
	if (step->matches)
		memset(step->matches + matches, STEP_UNKNOWN, step->match_count - matches);
	if (step->names)
		memset(step->names + names, 0, (step->name_count - names) * sizeof *step->names);
	return !walk->failed;
}

/* Notes whether the frame matches. */
static bool note(struct step *step, uint32_t id, bool meant)
{
	step->matches[id] = meant ? STEP_MATCH : STEP_OTHER;
	step->matched |= meant;
	return meant;
}

bool step_look(struct step *step, struct walk *walk, uint32_t id)
{
	const struct frame *frame = &walk->profile->frames.items[id];
	return make_room(step, walk) &&
	       note(step, id, pattern_matches(step->pattern, frame->name, frame->size));
}

uint32_t step_find_name(struct step *step, struct walk *walk, uint32_t id)
{
	struct profile *profile = walk->profile;
	struct buffer *name = &walk->name;
	uint32_t now = id;
	if (!make_room(step, walk))
		return id;
	name->size = 0;
	if (note(step, id, step->kind->rename(step, profile, id, name)) && name->size)
		now = frames_intern(&profile->frames, name->data, name->size);
	if (name->failed || now == FRAME_NONE) {
		walk->failed = true;
		return id;
	}
	step->names[id] = now + 1;
	return now;
}

enum status step_compile(struct step *step, size_t size, size_t *offset, struct error *err)
{
	step->regex_size = size;
	return pattern_compile_at(step->value, size, &step->pattern, offset, err);
}

void step_free(struct step *step)
{
	pattern_free(step->pattern);
	if (step->state)
		step->kind->release(step->state);
	buffer_free(&step->key);
	free(step->matches);
	free(step->names);
	free(step->value);
	*step = (struct step){0};
}
