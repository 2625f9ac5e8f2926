/* Frames of a picture that is only looked at: one path for each colour, instead of an element with
 * a title for each frame. */
#ifndef STACKFOLD_RENDER_SVG_SHAPES_H
#define STACKFOLD_RENDER_SVG_SHAPES_H

#include "base/table.h"
#include "render/markup.h"

struct shape {
	struct color color;
	int64_t left, right, top, height; /* tenths of a px */
};

struct shape_color;
struct shape_link;

/* Zeroed: no shapes yet. */
struct shapes {
	struct shape_link *items;
	size_t count, capacity;
	struct shape_color *colors; /* in the order in which they came */
	size_t color_count, color_capacity;
	struct table by_color;
	bool failed; /* without memory */
};

void shapes_add(struct shapes *shapes, const struct shape *shape);

/* Writes them, by colour, and begins anew. */
void shapes_write(struct shapes *shapes, struct markup *markup);

void shapes_free(struct shapes *shapes);

#endif
