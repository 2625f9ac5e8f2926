/* The frames from the root to a line of a table that shows a tree, in which each line has a depth:
 * readers of call trees put one line after another. */
#ifndef STACKFOLD_FORMATS_FRAME_PATH_H
#define STACKFOLD_FORMATS_FRAME_PATH_H

#include "base/status.h"
#include "read/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAME_PATH_MAX = 16384 /* deeper trees would take unlimited memory */ };

/* Zeroed is empty; frame_path_free frees. */
struct frame_path {
	uint32_t *frames; /* root first */
	size_t depth, capacity;
};

/* Whether a line of that depth (0: the root) can follow the last one; otherwise it is malformed. */
static inline bool frame_path_fits(const struct frame_path *path, size_t depth)
{
	return depth <= path->depth && depth < FRAME_PATH_MAX;
}

/* Puts a line's frame at that depth, and removes the frames at that depth and deeper; false without
 * memory. */
bool frame_path_set(struct frame_path *path, size_t depth, uint32_t frame);

/* Notes that the line at that depth is malformed: deeper lines have no caller. */
static inline void frame_path_cut(struct frame_path *path, size_t depth)
{
	if (depth < path->depth)
		path->depth = depth;
}

void frame_path_free(struct frame_path *path);

#endif
