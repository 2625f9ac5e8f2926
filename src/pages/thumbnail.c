#include "pages/thumbnail.h"

#include "base/fixed.h"
#include "render/frame_color.h"

#include <stdlib.h>

enum { ROW_MOST = 6 /* px */, HUNDREDTHS = 2 /* decimal places of lengths */ };

/* A rectangle that is drawn. */
struct box {
	struct color color;
	double x, y, width;
};

static unsigned long color_number(struct color color)
{
	return (unsigned long)color.red << 16 | (unsigned long)color.green << 8 | color.blue;
}

/* Boxes of one colour stand together. */
static int by_color(const void *a, const void *b)
{
	const struct box *one = a, *other = b;
	const unsigned long left = color_number(one->color), right = color_number(other->color);
	if (left != right)
		return left < right ? -1 : 1;
	if (one->y != other->y)
		return one->y < other->y ? -1 : 1;
	return (one->x > other->x) - (one->x < other->x);
}

static void append_length(struct buffer *text, double length)
{
	fixed_append_short(text, fixed_round(length, HUNDREDTHS), HUNDREDTHS);
}

static void write_boxes(struct buffer *text, const struct box *boxes, size_t count, double height)
{
	for (size_t i = 0; i < count; i++) {
		const bool first = !i ||
		                   color_number(boxes[i].color) != color_number(boxes[i - 1].color);
		if (first)
			buffer_printf(text, "%s<path fill=\"#%06lx\" d=\"", i ? "\"/>\n" : "",
			              color_number(boxes[i].color));
		buffer_byte(text, 'M');
		append_length(text, boxes[i].x);
		buffer_byte(text, ' ');
		append_length(text, boxes[i].y);
		buffer_byte(text, 'h');
		append_length(text, boxes[i].width);
		buffer_byte(text, 'v');
		append_length(text, height);
		buffer_text(text, "h-");
		append_length(text, boxes[i].width);
		buffer_byte(text, 'z');
	}
	if (count)
		buffer_text(text, "\"/>\n");
}

static void write_picture(struct buffer *text, const struct layout *layout,
                          const struct color *colors, struct box *boxes, bool inverted)
{
	const double rows = layout->depth_max + 1.0;
	const double row = rows * ROW_MOST < THUMBNAIL_HEIGHT ? ROW_MOST : THUMBNAIL_HEIGHT / rows;
	const double gap = row > 2 ? 0.5 : 0;
	for (size_t i = 0; i < layout->count; i++) {
		const struct rectangle *rectangle = &layout->items[i];
		const double scale = THUMBNAIL_WIDTH / (double)layout->sum;
		const double above = rectangle->depth * row;
		boxes[i] = (struct box){
			.color = colors[i],
			.x = (double)rectangle->start * scale,
			.y = inverted ? above : THUMBNAIL_HEIGHT - above - row,
			.width = (double)(rectangle->end - rectangle->start) * scale,
		};
		if (boxes[i].width > 2)
			boxes[i].width -= 0.4;
	}
	qsort(boxes, layout->count, sizeof *boxes, by_color);
	buffer_printf(text,
	              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	              "viewBox=\"0 0 %d %d\">\n",
	              THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT);
	write_boxes(text, boxes, layout->count, row - gap);
	buffer_text(text, "</svg>\n");
}

enum status thumbnail_write(const struct profile *profile, const struct drawing_options *drawing,
                            struct output *output, struct error *err)
{
	struct layout_options how = drawing->layout;
	struct layout layout;
	struct color *colors = NULL;
	struct buffer text = {0};
	how.width = THUMBNAIL_WIDTH;
	how.min_width = 1;
	how.min_is_share = false;
	how.total = 0;
	enum status status = layout_build(profile, &how, &layout, err);
	if (status)
		return status;
	struct box *boxes = malloc((layout.count + 1) * sizeof *boxes);
	if (boxes && frame_colors(profile, &layout, &drawing->render, NULL, NULL, &colors))
		write_picture(&text, &layout, colors, boxes, drawing->render.inverted);
	else
		text.failed = true;
	if (text.failed)
		status = error_no_memory(err);
	else
		output_write(output, text.data, text.size);
	buffer_free(&text);
	free(colors);
	free(boxes);
	layout_free(&layout);
	return status;
}
