#include "formats/frame_path.h"

#include "base/vector.h"

#include <stdlib.h>

bool frame_path_set(struct frame_path *path, size_t depth, uint32_t frame)
{
	if (frame == FRAME_NONE || !vector_reserve(&path->frames, &path->capacity, depth + 1))
		return false;
	path->frames[depth] = frame;
	path->depth = depth + 1;
	return true;
}

void frame_path_free(struct frame_path *path)
{
	free(path->frames);
}
