#include "read/wall.h"

#include "base/vector.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *wall_word(unsigned mark)
{
	return mark < OFF_STATES     ? off_state_name(mark)
	       : mark == WALL_ON_CPU ? "on-cpu"
	                             : "off-cpu";
}

size_t wall_name(unsigned mark, char name[static WALL_NAME])
{
	return (size_t)snprintf(name, WALL_NAME, "[%s]", wall_word(mark));
}

unsigned wall_mark(const char *name, size_t size)
{
	if (!size || *name != '[')
		return 0;
	for (unsigned mark = 0; mark < WALL_MARKS; mark++) {
		char known[WALL_NAME];
		if (wall_name(mark, known) == size && memcmp(known, name, size) == 0)
			return mark + 1;
	}
	return 0;
}

bool wall_root(struct wall *wall, uint32_t frame)
{
	const size_t before = wall->root_capacity;
	if (!vector_reserve(&wall->roots, &wall->root_capacity, (size_t)frame + 1))
		return false;
	if (wall->root_capacity > before)
		memset(wall->roots + before, 0, wall->root_capacity - before);
	wall->roots[frame] = 1;
	return true;
}

static uint32_t mark_frame(struct wall *wall, struct frames *frames, unsigned mark)
{
	char name[WALL_NAME];
	if (!wall->marks[mark])
		wall->marks[mark] = 1 + frames_intern(frames, name, wall_name(mark, name));
	return wall->marks[mark] - 1; /* FRAME_NONE + 1 is 0 */
}

const uint32_t *wall_stack(struct wall *wall, struct frames *frames, unsigned mark,
                           const uint32_t *stack, size_t depth)
{
	const uint32_t frame = mark_frame(wall, frames, mark);
	if (frame == FRAME_NONE || !vector_reserve(&wall->ids, &wall->id_capacity, depth + 1))
		return NULL;
	const size_t roots = depth && *stack < wall->root_capacity && wall->roots[*stack];
	memcpy(wall->ids, stack, roots * sizeof *stack);
	wall->ids[roots] = frame;
	memcpy(wall->ids + roots + 1, stack + roots, (depth - roots) * sizeof *stack);
	return wall->ids;
}

void wall_free(struct wall *wall)
{
	free(wall->roots);
	free(wall->ids);
	*wall = (struct wall){0};
}
