#include "edit/nearest.h"

#include "base/pattern.h"

enum { NAMES_COMPARED = 100000 /* at most: the first ones */ };

void nearest_names(const struct step *step, const struct frames *frames, struct nearest *nearest)
{
	char room[NEAR_MAX];
	const struct text letters = {
		room, pattern_letters(step->value, step->regex_size, room, NEAR_MAX)};
	size_t compared = 0;
	*nearest = (struct nearest){.count = 0};
	for (size_t id = 0; letters.size && id < step->match_count && id < frames->count; id++) {
		const struct frame *frame = &frames->items[id];
		if (step->matches[id] && compared++ < NAMES_COMPARED)
			nearest_offer(nearest, letters, (struct text){frame->name, frame->size});
	}
}
