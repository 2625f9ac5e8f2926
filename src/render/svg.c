#include "render/svg.h"

#include "config.h"
#include "render/assets.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "render/markup.h"
#include "render/svg_advice.h"
#include "render/svg_difference.h"
#include "render/svg_frames.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum {
	SEARCH_RIGHT = 100, /* px from the right pad to where these texts begin */
	IGNORE_RIGHT = 16,
	TITLE_LARGER = 5, /* px */
};

#define UNSEEN_SIZE 0.8 /* of the font, so that it fits between title and frames */

/* The document around the frames, gathered. */
struct document {
	const struct render_options *options;
	struct svg_geometry geometry;
	struct markup markup;
};

/* Whether text beyond ASCII is written as references, as in any encoding but UTF-8. */
static bool is_ascii(const struct render_options *options)
{
	const char *encoding = options->encoding;
	return encoding && strcasecmp(encoding, "UTF-8") != 0 && strcasecmp(encoding, "UTF8") != 0;
}

/* A length or factor as it was given, to four places. */
static int64_t ten_thousandths(double value)
{
	return fixed_round(value, 4);
}

#define markup_length(markup, name, value) markup_number(markup, name, ten_thousandths(value), 4)

/* difference may be NULL: of a message. */
static void open_root(struct document *document, const struct svg_difference *difference)
{
	static const char *const themes[] = {
		[THEME_AUTO] = "auto",
		[THEME_LIGHT] = "light",
		[THEME_DARK] = "dark",
	};
	const struct render_options *options = document->options;
	const struct svg_geometry *geometry = &document->geometry;
	struct markup *markup = &document->markup;
	markup_open(markup, "svg");
	markup_fixed(markup, "version", "1.1");
	markup_fixed(markup, "xmlns", "http://www.w3.org/2000/svg");
	markup_fixed(markup, "xmlns:xlink", "http://www.w3.org/1999/xlink");
	if (options->page_width) {
		markup_fixed(markup, "width", "100%");
		markup_fixed(markup, "data-page-width", "1");
	} else {
		markup_length(markup, "width", geometry->width);
	}
	markup_length(markup, "height", geometry->height);
	markup_value(markup, "viewBox");
	markup_literal(markup, "0 0 ");
	markup_decimal(markup, ten_thousandths(geometry->width), 4);
	markup_literal(markup, " ");
	markup_decimal(markup, ten_thousandths(geometry->height), 4);
	markup_value_end(markup);
	markup_fixed(markup, "role", "img");
	markup_fixed(markup, "aria-labelledby", "name");
	markup_fixed(markup, "aria-describedby", "about");
	markup_string(markup, "data-theme", themes[options->theme]);
	markup_length(markup, "data-xpad", geometry->side);
	markup_length(markup, "data-font-size", options->font_size);
	markup_length(markup, "data-font-width", options->font_width);
	markup_number(markup, "data-inverted", options->inverted, 0);
	if (difference) {
		svg_difference_data(markup, difference);
		weights_write_data(markup, difference->weights);
	}
}

static void write_start(struct document *document, const struct svg_difference *difference)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	markup_declare(markup, options->encoding);
	open_root(document, difference);
	markup_newline(markup);
	markup_indent(markup, 1);
	markup_comment(markup, "Flame graph by " PACKAGE_NAME " " PACKAGE_VERSION, NULL);
	if (options->notes && *options->notes) {
		markup_indent(markup, 1);
		markup_comment(markup, "NOTES: ", options->notes);
	}
}

/* ---- the style sheet ---- */

/* `SELECTOR { PROPERTY: ` of a rule with one declaration. */
#define write_rule(markup, selector, property) markup_literal(markup, selector " { " property ": ")

static void write_size_rule(struct markup *markup, double size)
{
	markup_decimal(markup, ten_thousandths(size), 4);
	markup_literal(markup, "px; }\n");
}

static void write_rules(struct document *document)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	write_rule(markup, "text", "font-family");
	markup_words(markup, options->font_type);
	markup_literal(markup, "; font-size: ");
	markup_decimal(markup, ten_thousandths(options->font_size), 4);
	markup_literal(markup, "px; fill: #000; }\n");
	write_rule(markup, "#title", "font-size");
	write_size_rule(markup, options->font_size + TITLE_LARGER);
	write_rule(markup, "#unseen", "font-size");
	write_size_rule(markup, options->font_size * UNSEEN_SIZE);
	write_rule(markup,
	           "#title, #subtitle, #details, #unzoom, #menubutton, #search, #ignorecase,"
	           " #matched, #unseen, #legend text, #advice text, #heading0, #heading1",
	           "fill");
	markup_words(markup, options->ui_color);
	markup_literal(markup, "; }\n");
	write_rule(markup, "#rects .match", "fill");
	markup_words(markup, options->search_color);
	markup_literal(markup, "; }\n");
	if (options->stroke_color && strcmp(options->stroke_color, "none") != 0) {
		write_rule(markup, "#rects rect", "stroke");
		markup_words(markup, options->stroke_color);
		markup_literal(markup, "; vector-effect: non-scaling-stroke; }\n");
	}
}

static void write_style(struct document *document)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	bool always = options->theme == THEME_DARK;
	markup_indent(markup, 1);
	markup_open(markup, "style");
	markup_newline(markup);
	markup_asset(markup, asset_flamegraph_css, asset_flamegraph_css_size);
	write_rules(document);
	if (options->theme != THEME_LIGHT) {
		if (!always)
			markup_literal(markup,
			               "@media screen and (prefers-color-scheme: dark) {\n");
		markup_asset(markup, asset_dark_css, asset_dark_css_size);
		if (!always)
			markup_literal(markup, "}\n");
	}
	markup_indent(markup, 1);
	markup_close(markup);
	markup_newline(markup);
}

/* ---- the head ---- */

static void write_stop(struct markup *markup, const char *color, const char *offset)
{
	markup_open(markup, "stop");
	markup_string(markup, "stop-color", color);
	markup_string(markup, "offset", offset);
	markup_close(markup);
}

static void write_definitions(struct document *document, const struct svg_difference *difference)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	markup_indent(markup, 1);
	markup_open(markup, "defs");
	markup_open(markup, "linearGradient");
	markup_fixed(markup, "id", "gradient");
	markup_fixed(markup, "x1", "0");
	markup_fixed(markup, "y1", "0");
	markup_fixed(markup, "x2", "0");
	markup_fixed(markup, "y2", "1");
	write_stop(markup, options->background1, "5%");
	write_stop(markup, options->background2, "95%");
	markup_close(markup);
	markup_newline(markup);
	svg_difference_patterns(markup, difference);
	markup_close(markup);
	markup_newline(markup);
}

static void write_script(struct document *document)
{
	struct markup *markup = &document->markup;
	markup_indent(markup, 1);
	markup_open(markup, "script");
	markup_fixed(markup, "type", "text/ecmascript");
	markup_literal(markup, "<![CDATA[\n");
	markup_asset(markup, asset_script_js, asset_script_js_size);
	markup_literal(markup, "]]>");
	markup_close(markup);
	markup_newline(markup);
}

static void write_head(struct document *document, const struct svg_difference *difference)
{
	struct markup *markup = &document->markup;
	write_definitions(document, difference);
	write_style(document);
	if (!document->options->no_javascript)
		write_script(document);
	markup_indent(markup, 1);
	markup_open(markup, "rect");
	markup_fixed(markup, "id", "background");
	markup_fixed(markup, "x", "0");
	markup_fixed(markup, "y", "0");
	markup_length(markup, "width", document->geometry.width);
	markup_length(markup, "height", document->geometry.height);
	markup_fixed(markup, "fill", "url(#gradient)");
	markup_close(markup);
	markup_newline(markup);
}

/* The picture in words: for screen readers, and the name of its window. */
static void write_words(struct document *document, const struct layout *layout,
                        const struct weights *weights)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	markup_indent(markup, 1);
	markup_open(markup, "title");
	markup_fixed(markup, "id", "name");
	markup_words(markup, options->title);
	markup_close(markup);
	markup_newline(markup);
	markup_indent(markup, 1);
	markup_open(markup, "desc");
	markup_fixed(markup, "id", "about");
	markup_words(markup, options->inverted ? "Icicle graph" : "Flame graph");
	markup_literal(markup, " of ");
	markup_decimal(markup, (int64_t)(layout->count - 1), 0);
	markup_literal(markup, " frames, ");
	markup_decimal(markup, (int64_t)layout->depth_max, 0);
	markup_literal(markup, " deep. The width of a frame is its share of all ");
	markup_words(markup, weights_noun(weights));
	if (layout->differential)
		markup_literal(markup, "; its colour says how much it grew or shrank");
	markup_literal(markup, ".");
	markup_close(markup);
	markup_newline(markup);
}

/* Texts around the graph; the script finds them by id. */
static void write_furniture(struct document *document)
{
	const struct render_options *options = document->options;
	const struct svg_geometry *geometry = &document->geometry;
	double size = options->font_size, right = geometry->width - geometry->side;
	double middle = floor(geometry->width / 2), below = geometry->height - geometry->bottom / 2;
	/* An icicle hangs from where the subtitle would be; its room is below then. */
	double second = options->inverted ? geometry->height - geometry->bottom - size / 2
	                                  : size * 4;
	const struct {
		const char *id, *class_name, *text, *name_type;
		double x, y;
		bool control; /* of use to the script alone */
	} items[] = {
		{"title", NULL, options->title, NULL, middle, size * 2, false},
		{"subtitle", NULL, options->subtitle, NULL, middle, second, false},
		{"details", NULL, " ", options->name_type, geometry->side, below, false},
		{"unzoom", "hide", "Reset Zoom", NULL, geometry->side, size * 2, true},
		{"search", NULL, "Search", NULL, right - SEARCH_RIGHT, size * 2, true},
		{"ignorecase", NULL, "ic", NULL, right - IGNORE_RIGHT, size * 2, true},
		{"matched", NULL, " ", NULL, right - SEARCH_RIGHT, below, false},
	};
	struct markup *markup = &document->markup;
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

enum status svg_write(const struct profile *profile, const struct layout *layouts, size_t count,
                      const struct render_options *options, struct output *output,
                      struct error *err)
{
	struct render_options completed = *options;
	struct buffer summary = {0};
	struct weights weights;
	weights_init(&weights, profile, layouts, &completed);
	if (!options->subtitle) {
		weights_append_summary(&summary, &weights, layouts);
		buffer_byte(&summary, '\0');
		completed.subtitle = summary.data;
	}
	options = &completed;
	struct document document = {
		.options = options,
		.geometry = svg_measure(layouts, count, options),
	};
	struct markup *markup = &document.markup;
	markup_init(markup, output, is_ascii(options), options->pretty);
	markup->out.failed = summary.failed;
	const struct svg_difference difference = {profile, layouts, count, options, &weights};
	write_start(&document, &difference);
	write_words(&document, layouts, &weights);
	write_head(&document, &difference);
	write_furniture(&document);
	svg_difference_words(markup, &difference, &document.geometry);
	svg_advice_write(markup, options, document.geometry.advice);
	enum status status = svg_write_frames(markup, profile, layouts, count, &weights,
	                                      &document.geometry, err);
	markup_close(markup);
	markup_newline(markup);
	if (!status && !markup_is_whole(markup, 0))
		status = error_no_memory(err);
	markup_flush(markup);
	markup_free(markup);
	buffer_free(&summary);
	return status;
}

void svg_write_message(const char *message, const struct render_options *options,
                       struct output *output)
{
	struct document document = {
		.options = options,
		.geometry =
			{
				.width = options->width,
				.height = options->font_size * 5,
				.side = RENDER_SIDE,
			},
	};
	struct markup *markup = &document.markup;
	markup_init(markup, output, is_ascii(options), options->pretty);
	write_start(&document, NULL);
	markup_open(markup, "title");
	markup_fixed(markup, "id", "name");
	markup_words(markup, message);
	markup_close(markup);
	markup_newline(markup);
	write_style(&document);
	markup_open(markup, "text");
	markup_fixed(markup, "id", "title");
	markup_length(markup, "x", floor(options->width / 2));
	markup_length(markup, "y", options->font_size * 2);
	markup_words(markup, message);
	markup_close(markup);
	markup_newline(markup);
	markup_close(markup);
	markup_newline(markup);
	markup_flush(markup);
	markup_free(markup);
}
