#include "render/svg.h"

#include "config.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "render/dark_colors.h"
#include "render/markup.h"
#include "render/svg_advice.h"
#include "render/svg_difference.h"
#include "render/svg_frames.h"
#include "render/svg_furniture.h"

#include <math.h>
#include <string.h>
#include <strings.h>

enum {
	TITLE_LARGER = 5, /* px */
};

#define UNSEEN_SIZE 0.8 /* of the font's size, so that it fits between title and frames */

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

/* A length or factor as given, to four decimal places. */
static int64_t ten_thousandths(double value)
{
	return fixed_round(value, 4);
}

#define markup_length(markup, name, value) markup_number(markup, name, ten_thousandths(value), 4)

/* difference: NULL in a message. */
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
	if (options->look->modern) {
		markup_fixed(markup, "data-look", "modern");
		markup_string(markup, "data-order", options->order);
		if (options->full_labels)
			markup_fixed(markup, "data-labels", "full");
		if (options->given_width)
			markup_fixed(markup, "data-width", "given");
		markup_value(markup, "data-rows");
		markup_decimal(markup, ten_thousandths(geometry->rows_top), 4);
		markup_literal(markup, " ");
		markup_decimal(markup, ten_thousandths(geometry->height - geometry->bottom), 4);
		markup_value_end(markup);
		markup_string(markup, "font-family", options->font_type);
		markup_length(markup, "font-size", options->font_size);
	}
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

static void write_asset(struct markup *markup, struct look_asset asset)
{
	markup_asset(markup, asset.bytes, *asset.size);
}

/* ---- the style sheet ---- */

/* Writes `SELECTOR { PROPERTY: ` of a rule with one declaration. */
#define write_rule(markup, selector, property) markup_literal(markup, selector " { " property ": ")

static void write_size_rule(struct markup *markup, double size)
{
	markup_decimal(markup, ten_thousandths(size), 4);
	markup_literal(markup, "px; }\n");
}

/* Rules of the classic look; the modern one has attributes instead. */
static void write_text_rules(struct document *document)
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
}

static void write_rules(struct document *document)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	if (!options->look->modern)
		write_text_rules(document);
	write_rule(markup, "#rects .match", "fill");
	markup_words(markup, options->search_color);
	markup_literal(markup, "; }\n");
	if (options->stroke_color && strcmp(options->stroke_color, "none") != 0) {
		write_rule(markup, "#rects rect", "stroke");
		markup_words(markup, options->stroke_color);
		markup_literal(markup, "; vector-effect: non-scaling-stroke; }\n");
	}
}

/* Rules for a dark page. In the modern look they are always in a media rule, which its script may
 * change, and never apply to paper. */
static void write_dark(struct document *document, bool differential)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	static const char *const media[] = {
		[THEME_AUTO] = "@media screen and (prefers-color-scheme: dark) {\n",
		[THEME_LIGHT] = "@media not all {\n",
		[THEME_DARK] = "@media screen {\n",
	};
	bool always = options->theme == THEME_DARK && !options->look->modern;
	if (!dark_colors_wanted(options))
		return;
	if (!always)
		markup_bytes(markup, media[options->theme], strlen(media[options->theme]));
	write_asset(markup, options->look->dark);
	dark_colors_write(markup, options, differential);
	if (!always)
		markup_literal(markup, "}\n");
}

static void write_style(struct document *document, bool differential)
{
	const struct render_options *options = document->options;
	struct markup *markup = &document->markup;
	markup_indent(markup, 1);
	markup_open(markup, "style");
	markup_newline(markup);
	write_asset(markup, options->look->style);
	if (options->look->page.bytes && !options->image)
		write_asset(markup, options->look->page);
	write_rules(document);
	write_dark(document, differential);
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
	write_asset(markup, document->options->look->script);
	markup_literal(markup, "]]>");
	markup_close(markup);
	markup_newline(markup);
}

/* Whether the background is of one colour. */
static bool is_plain(const struct render_options *options)
{
	return strcmp(options->background1, options->background2) == 0;
}

static void write_head(struct document *document, const struct svg_difference *difference)
{
	struct markup *markup = &document->markup;
	write_definitions(document, difference);
	write_style(document, difference->layouts->differential);
	if (!document->options->no_javascript)
		write_script(document);
	markup_indent(markup, 1);
	markup_open(markup, "rect");
	markup_fixed(markup, "id", "background");
	markup_fixed(markup, "x", "0");
	markup_fixed(markup, "y", "0");
	markup_length(markup, "width", document->geometry.width);
	markup_length(markup, "height", document->geometry.height);
	if (document->options->look->modern && is_plain(document->options))
		markup_string(markup, "fill", document->options->background1);
	else
		markup_fixed(markup, "fill", "url(#gradient)");
	markup_close(markup);
	markup_newline(markup);
}

/* The description of the picture, for screen readers and as the window's title. */
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

/* The look's defaults if the user did not choose. */
static void complete(struct render_options *options)
{
	if (!options->font_type)
		options->font_type = options->look->font_type;
	if (!(options->font_width > 0))
		options->font_width = options->look->font_width;
	if (options->look->modern)
		options->difference_hues = difference_hues_calm(options->difference_hues);
}

enum status svg_write(const struct profile *profile, const struct layout *layouts, size_t count,
                      const struct render_options *options, struct output *output,
                      struct error *err)
{
	struct render_options completed = *options;
	struct buffer summary = {0};
	struct weights weights;
	complete(&completed);
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
	svg_furniture_write(markup, options, &document.geometry);
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

void svg_write_message(const char *message, const struct render_options *given,
                       struct output *output)
{
	struct render_options completed = *given, *options = &completed;
	complete(options);
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
	write_style(&document, false);
	markup_open(markup, "text");
	markup_fixed(markup, "id", "title");
	markup_length(markup, "x", options->look->modern ? RENDER_SIDE : floor(options->width / 2));
	markup_length(markup, "y", options->font_size * 2);
	markup_words(markup, message);
	markup_close(markup);
	markup_newline(markup);
	markup_close(markup);
	markup_newline(markup);
	markup_flush(markup);
	markup_free(markup);
}
