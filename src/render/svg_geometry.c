#include "render/svg_geometry.h"

#include <string.h>

#define LINE_HEIGHT 1.4 /* of the font's size */

static double legend_height(const struct render_options *options)
{
	return options->legend ? options->font_size * 2 : 0;
}

size_t svg_advice_break(const struct render_options *options, const char *text)
{
	double fits = (options->width - 2 * RENDER_SIDE) /
	              (options->font_size * options->font_width);
	size_t room = fits > 20 ? (size_t)fits : 20, size = strlen(text);
	if (size <= room)
		return size;
	for (size_t at = room; at > room / 2; at--)
		if (text[at] == ' ')
			return at;
	return room;
}

double svg_advice_line(const struct render_options *options, unsigned n)
{
	return options->font_size * LINE_HEIGHT * n;
}

static double advice_height(const struct render_options *options)
{
	unsigned lines = 0;
	for (size_t i = 0; i < options->advice_count; i++) {
		const char *text = options->advice[i];
		for (unsigned line = 0; *text && line < SVG_ADVICE_LINES; line++, lines++) {
			text += svg_advice_break(options, text);
			text += *text == ' ';
		}
	}
	return lines ? options->font_size * (LINE_HEIGHT * lines + 0.5) : 0;
}

/* Places the panes from a height on; returns the height of their end. */
static double place_panes(struct svg_geometry *geometry, double top, const struct layout *layouts,
                          size_t count, const struct render_options *options)
{
	for (size_t i = 0; i < count; i++) {
		if (count > 1)
			top += options->font_size * 2; /* the pane's heading */
		geometry->panes[i].top = top;
		top += (layouts[i].depth_max + 1) * options->frame_height;
		geometry->panes[i].bottom = top;
	}
	return top;
}

/* As flamegraph.pl: titles in the middle, an icicle's subtitle below. */
static void measure_classic(struct svg_geometry *geometry, const struct layout *layouts,
                            size_t count, const struct render_options *options)
{
	bool subtitle = options->subtitle && *options->subtitle;
	double size = options->font_size, top = size * 3;
	geometry->bottom = size * 2 + 10;
	geometry->unseen = size * (subtitle && !options->inverted ? 5 : 3) - 1.5;
	geometry->legend = geometry->unseen + 1.5 + size * 1.25;
	if (layouts->differential)
		top += legend_height(options);
	geometry->top = top;
	if (subtitle && !options->inverted)
		top += size * 2;
	geometry->advice = top;
	top += advice_height(options);
	geometry->height = place_panes(geometry, top, layouts, count, options) + geometry->bottom;
	if (subtitle && options->inverted)
		geometry->height += size * 2;
}

/* A line of title and subtitle, notes if there are any, the graph, and a line with the legend. */
static void measure_modern(struct svg_geometry *geometry, const struct layout *layouts,
                           size_t count, const struct render_options *options)
{
	double size = options->font_size, top = size * 3.5;
	bool unseen = layouts->differential && count == 1 && layouts->side != LAYOUT_UNION;
	geometry->bottom = size * 2.5;
	geometry->unseen = top + size;
	if (unseen)
		top += size * 2;
	geometry->top = geometry->advice = top;
	top += advice_height(options);
	geometry->rows_top = top;
	geometry->height = place_panes(geometry, top, layouts, count, options) + geometry->bottom;
	geometry->legend = geometry->height - size * 0.75;
}

struct svg_geometry svg_measure(const struct layout *layouts, size_t count,
                                const struct render_options *options)
{
	struct svg_geometry geometry = {
		.width = options->width,
		.side = RENDER_SIDE,
		.per_count = (options->width - 2 * RENDER_SIDE) / layouts->total,
	};
	if (options->look->modern)
		measure_modern(&geometry, layouts, count, options);
	else
		measure_classic(&geometry, layouts, count, options);
	return geometry;
}
