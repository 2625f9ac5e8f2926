#include "edit/nearest.h"

#include "base/near.h"
#include "base/text.h"

#include <string.h>

enum { NAMES_COMPARED = 100000 /* at most: those that came first */ };

/* The letters of an expression: what stands in it for itself, mostly. */
static struct text take_letters(const struct step *step, char room[NEAR_MAX])
{
	static const char special[] = "\\^$.[]|()?*+{}";
	size_t size = 0;
	for (size_t i = 0; i < step->regex_size && size < NEAR_MAX; i++)
		if (!strchr(special, step->value[i]))
			room[size++] = step->value[i];
	return (struct text){room, size};
}

static bool is_before(const struct frame *a, size_t far_a, const struct frame *b, size_t far_b)
{
	if (far_a != far_b)
		return far_a < far_b;
	if (a->size != b->size)
		return a->size < b->size;
	return memcmp(a->name, b->name, a->size) < 0;
}

size_t nearest_names(const struct step *step, const struct frames *frames,
                     const struct frame *nearest[NEAREST_MAX])
{
	char room[NEAR_MAX];
	const struct text letters = take_letters(step, room);
	const size_t most = letters.size / 3; /* one mistake for three letters is near */
	size_t far[NEAREST_MAX], count = 0, compared = 0;
	for (size_t id = 0; letters.size && id < step->match_count && id < frames->count; id++) {
		if (!step->matches[id] || compared++ == NAMES_COMPARED)
			continue;
		const struct frame *frame = &frames->items[id];
		const size_t now = near_distance_within(
			letters, (struct text){frame->name, frame->size}, most);
		size_t at = count;
		while (at && is_before(frame, now, nearest[at - 1], far[at - 1]))
			at--;
		if (now > most || at == NEAREST_MAX)
			continue;
		count += count < NEAREST_MAX;
		memmove(nearest + at + 1, nearest + at, (count - at - 1) * sizeof *nearest);
		memmove(far + at + 1, far + at, (count - at - 1) * sizeof *far);
		nearest[at] = frame;
		far[at] = now;
	}
	return count;
}
