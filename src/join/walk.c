#include "join/walk.h"

struct walk walk_begin(const struct side sides[2], const struct place *from, const struct place *to)
{
	struct walk walk = {.to = *to};
	for (size_t i = 0; i < 2; i++)
		walk.sides[i] = cursor_at(&sides[i].text, from->at[i]);
	return walk;
}

bool walk_line(struct walk *walk)
{
	struct cursor *before = &walk->sides[0], *after = &walk->sides[1];
	bool has_before = before->at < walk->to.at[0], has_after = after->at < walk->to.at[1];
	if (!has_before && !has_after)
		return false;
	walk->order = !has_before   ? 1
	              : !has_after  ? -1
	              : walk->equal ? 0
	                            : compare_stacks(before->stack, after->stack);
	walk->line.stack = walk->order <= 0 ? before->stack : after->stack;
	walk->line.weights[0] = walk->order <= 0 ? before->weight : 0;
	walk->line.weights[1] = walk->order >= 0 ? after->weight : 0;
	return true;
}

bool walk_step(struct walk *walk)
{
	bool sorted = true;
	walk->equal = false;
	for (size_t i = 0; i < 2; i++) {
		struct cursor *cursor = &walk->sides[i];
		const struct cursor *other = &walk->sides[1 - i];
		if (i == 0 ? walk->order > 0 : walk->order < 0)
			continue;
		struct text stack = cursor->stack;
		if (i == 0 ? walk->order < 0 && other->at < walk->to.at[1]
		           : walk->order == 0 || other->at < walk->to.at[0])
			walk->equal = cursor_step_beside(cursor, other->stack);
		else
			cursor_step(cursor);
		if (!walk->equal && cursor->stack.size && compare_stacks(stack, cursor->stack) >= 0)
			sorted = false;
	}
	return sorted;
}
