#include "render/svg_furniture.h"

#include "base/fixed.h"

#include <math.h>
#include <string.h>

enum {
	SEARCH_RIGHT = 100, /* px from the right pad to the beginning of these texts */
	IGNORE_RIGHT = 16,
};

#define TITLE_SIZE 1.25 /* of the font's size, in the modern look */

#define markup_length(markup, name, value) markup_number(markup, name, fixed_round(value, 4), 4)

/* ---- classic: as flamegraph.pl ---- */

static void write_classic(struct markup *markup, const struct render_options *options,
                          const struct svg_geometry *geometry)
{
	double size = options->font_size, right = geometry->width - geometry->side;
	double middle = floor(geometry->width / 2), below = geometry->height - geometry->bottom / 2;
	/* An icicle begins at the subtitle's position; then the subtitle's room is below. */
	double second = options->inverted ? geometry->height - geometry->bottom - size / 2
	                                  : size * 4;
	const struct {
		const char *id, *class_name, *text, *name_type;
		double x, y;
		bool control; /* only the script uses it */
	} items[] = {
		{"title", NULL, options->title, NULL, middle, size * 2, false},
		{"subtitle", NULL, options->subtitle, NULL, middle, second, false},
		{"details", NULL, " ", options->name_type, geometry->side, below, false},
		{"unzoom", "hide", "Reset Zoom", NULL, geometry->side, size * 2, true},
		{"search", NULL, "Search", NULL, right - SEARCH_RIGHT, size * 2, true},
		{"ignorecase", NULL, "ic", NULL, right - IGNORE_RIGHT, size * 2, true},
		{"matched", NULL, " ", NULL, right - SEARCH_RIGHT, below, false},
	};
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		if (!items[i].text || !*items[i].text ||
		    (items[i].control && options->no_javascript))
			continue;
		markup_indent(markup, 1);
		markup_open(markup, "text");
		markup_string(markup, "id", items[i].id);
		markup_string(markup, "class", items[i].class_name);
		markup_length(markup, "x", items[i].x);
		markup_length(markup, "y", items[i].y);
		markup_string(markup, "data-name-type", items[i].name_type);
		markup_words(markup, items[i].text);
		markup_close(markup);
		markup_newline(markup);
	}
}

/* ---- modern ---- */

/* The title, and beside it the measured weight. */
static void write_modern(struct markup *markup, const struct render_options *options,
                         const struct svg_geometry *geometry)
{
	double size = options->font_size;
	bool chosen = strcmp(options->ui_color, "#000000") != 0;
	markup_indent(markup, 1);
	markup_open(markup, "text");
	markup_length(markup, "x", geometry->side);
	markup_length(markup, "y", size * 2.2);
	markup_open(markup, "tspan");
	markup_fixed(markup, "id", "title");
	markup_length(markup, "font-size", size * TITLE_SIZE);
	markup_fixed(markup, "font-weight", "600");
	markup_string(markup, "fill", chosen ? options->ui_color : "#1f2328");
	markup_words(markup, options->title);
	markup_close(markup);
	if (options->subtitle && *options->subtitle) {
		markup_open(markup, "tspan");
		markup_fixed(markup, "id", "subtitle");
		markup_length(markup, "dx", size);
		markup_string(markup, "fill", chosen ? options->ui_color : "#59636e");
		markup_words(markup, options->subtitle);
		markup_close(markup);
	}
	markup_close(markup);
	markup_newline(markup);
	if (options->no_javascript)
		return;
	/* the script's text about the frame under the pointer */
	markup_indent(markup, 1);
	markup_open(markup, "text");
	markup_fixed(markup, "id", "details");
	markup_length(markup, "x", geometry->side);
	markup_length(markup, "y", geometry->legend);
	markup_string(markup, "data-name-type", options->name_type);
	markup_words(markup, " ");
	markup_close(markup);
	markup_newline(markup);
}

void svg_furniture_write(struct markup *markup, const struct render_options *options,
                         const struct svg_geometry *geometry)
{
	if (options->look->modern)
		write_modern(markup, options, geometry);
	else
		write_classic(markup, options, geometry);
}
