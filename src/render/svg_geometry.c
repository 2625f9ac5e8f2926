#include "render/svg_geometry.h"

#include <string.h>

#define LINE_HEIGHT 1.4 /* of the font's size */

double svg_legend_height(const struct render_options *options)
{
	return options->legend ? options->font_size * 2 : 0;
}

double svg_heading_height(const struct render_options *options)
{
	return options->font_size * 2;
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

double svg_advice_height(const struct render_options *options)
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

struct svg_geometry svg_measure(const struct layout *layouts, size_t count,
                                const struct render_options *options)
{
	struct svg_geometry geometry = {
		.width = options->width,
		.side = RENDER_SIDE,
		.top = options->font_size * 3,
		.bottom = options->font_size * 2 + 10,
		.per_count = (options->width - 2 * RENDER_SIDE) / layouts->total,
	};
	if (layouts->differential)
		geometry.top += svg_legend_height(options);
	geometry.height = geometry.top;
	if (options->subtitle && *options->subtitle && !options->inverted)
		geometry.height += options->font_size * 2;
	geometry.advice = geometry.height;
	geometry.height += svg_advice_height(options);
	for (size_t i = 0; i < count; i++) {
		if (count > 1)
			geometry.height += svg_heading_height(options);
		geometry.panes[i].top = geometry.height;
		geometry.height += (layouts[i].depth_max + 1) * options->frame_height;
		geometry.panes[i].bottom = geometry.height;
	}
	geometry.height += geometry.bottom;
	if (options->subtitle && *options->subtitle && options->inverted)
		geometry.height += options->font_size * 2;
	return geometry;
}
