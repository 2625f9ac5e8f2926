#include "render/svg_shapes.h"

#include "base/vector.h"

#include <stdlib.h>

enum { NONE = UINT32_MAX };

struct shape_link {
	struct shape shape;
	uint32_t next; /* shape of the colour; NONE: it is the last one */
};

struct shape_color {
	struct color color;
	uint32_t first, last; /* shapes */
};

static uint32_t number_of(struct color color)
{
	return (uint32_t)color.red << 16 | (uint32_t)color.green << 8 | color.blue;
}

/* The colour's shapes: an empty list for a new colour; NULL without memory. */
static struct shape_color *find_color(struct shapes *shapes, struct color color)
{
	const uint32_t number = number_of(color), hash = number * 2654435761U >> 8;
	if (!table_room(&shapes->by_color) ||
	    !vector_reserve(&shapes->colors, &shapes->color_capacity, shapes->color_count + 1))
		return NULL;
	table_each(&shapes->by_color, hash, at)
		if (number_of(shapes->colors[at->number - 1].color) == number)
			return &shapes->colors[at->number - 1];
	table_put(&shapes->by_color, hash, (uint32_t)shapes->color_count);
	struct shape_color *found = &shapes->colors[shapes->color_count++];
	*found = (struct shape_color){color, NONE, NONE};
	return found;
}

void shapes_add(struct shapes *shapes, const struct shape *shape)
{
	struct shape_color *color = find_color(shapes, shape->color);
	if (!color || shapes->count == NONE ||
	    !vector_reserve(&shapes->items, &shapes->capacity, shapes->count + 1)) {
		shapes->failed = true;
		return;
	}
	const uint32_t id = (uint32_t)shapes->count++;
	shapes->items[id] = (struct shape_link){*shape, NONE};
	if (color->last == NONE)
		color->first = id;
	else
		shapes->items[color->last].next = id;
	color->last = id;
}

/* A rectangle of a path, clockwise from its upper left corner. */
static void write_shape(struct markup *markup, const struct shape *shape)
{
	markup_literal(markup, "M");
	markup_decimal(markup, shape->left, 1);
	markup_literal(markup, " ");
	markup_decimal(markup, shape->top, 1);
	markup_literal(markup, "h");
	markup_decimal(markup, shape->right - shape->left, 1);
	markup_literal(markup, "v");
	markup_decimal(markup, shape->height, 1);
	markup_literal(markup, "H");
	markup_decimal(markup, shape->left, 1);
	markup_literal(markup, "z");
}

void shapes_write(struct shapes *shapes, struct markup *markup)
{
	for (size_t c = 0; c < shapes->color_count; c++) {
		markup_open(markup, "path");
		markup_color(markup, "fill", shapes->colors[c].color);
		markup_value(markup, "d");
		for (uint32_t i = shapes->colors[c].first; i != NONE; i = shapes->items[i].next)
			write_shape(markup, &shapes->items[i].shape);
		markup_value_end(markup);
		markup_close(markup);
		markup_newline(markup);
		markup_relieve(markup);
	}
	markup->out.failed |= shapes->failed;
	shapes_free(shapes);
}

void shapes_free(struct shapes *shapes)
{
	free(shapes->items);
	free(shapes->colors);
	free(shapes->by_color.slots);
	*shapes = (struct shapes){0};
}
