#include "join/pairing.h"

struct pairing pairing_begin(const struct side sides[2], const struct place *from,
                             const struct place *to)
{
	struct pairing pairing = {.to = *to};
	for (size_t i = 0; i < 2; i++)
		pairing.sides[i] = cursor_at(&sides[i].text, from->at[i]);
	return pairing;
}

bool pairing_line(struct pairing *pairing)
{
	struct cursor *before = &pairing->sides[0], *after = &pairing->sides[1];
	bool has_before = before->at < pairing->to.at[0], has_after = after->at < pairing->to.at[1];
	if (!has_before && !has_after)
		return false;
	pairing->order = !has_before      ? 1
	                 : !has_after     ? -1
	                 : pairing->equal ? 0
	                                  : compare_stacks(before->stack, after->stack);
	pairing->line.stack = pairing->order <= 0 ? before->stack : after->stack;
	pairing->line.weights[0] = pairing->order <= 0 ? before->weight : 0;
	pairing->line.weights[1] = pairing->order >= 0 ? after->weight : 0;
	return true;
}

bool pairing_step(struct pairing *pairing)
{
	bool sorted = true;
	pairing->equal = false;
	for (size_t i = 0; i < 2; i++) {
		struct cursor *cursor = &pairing->sides[i];
		const struct cursor *other = &pairing->sides[1 - i];
		if (i == 0 ? pairing->order > 0 : pairing->order < 0)
			continue;
		struct text stack = cursor->stack;
		if (i == 0 ? pairing->order < 0 && other->at < pairing->to.at[1]
		           : pairing->order == 0 || other->at < pairing->to.at[0])
			pairing->equal = cursor_step_beside(cursor, other->stack);
		else
			cursor_step(cursor);
		if (!pairing->equal && cursor->stack.size &&
		    compare_stacks(stack, cursor->stack) >= 0)
			sorted = false;
	}
	return sorted;
}
