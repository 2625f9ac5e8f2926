#include "render/svg.h"

#include "config.h"
#include "render/assets.h"
#include "base/escape.h"
#include "base/fixed.h"
#include "render/svg_advice.h"
#include "render/svg_difference.h"

#include <math.h>
#include <string.h>

enum {
	SIDE_PAD = 10,      /* px left and right */
	SEARCH_RIGHT = 100, /* px from the right pad to where these texts begin */
	IGNORE_RIGHT = 16,
	TITLE_LARGER = 5, /* px */
};

#define UNSEEN_SIZE 0.8 /* of the font, so that it fits between title and frames */

/* The document around the frames, gathered. */
struct document {
	const struct render_options *options;
	struct svg_geometry geometry;
	struct buffer text;
	bool ascii;
};

static void append_text(struct document *document, const char *text)
{
	escape_text(&document->text, text, strlen(text), document->ascii);
}

/* A length or factor as it was given, to four places. */
static void append_number(struct document *document, double value)
{
	fixed_append_short(&document->text, fixed_round(value, 4), 4);
}

static void append_named(struct document *document, const char *before, double value,
                         const char *after)
{
	buffer_text(&document->text, before);
	append_number(document, value);
	buffer_text(&document->text, after);
}

/* difference may be NULL: of a message. */
static void append_start(struct document *document, const struct svg_difference *difference)
{
	const struct render_options *options = document->options;
	const struct svg_geometry *geometry = &document->geometry;
	struct buffer *out = &document->text;
	buffer_text(out, "<?xml version=\"1.0\"");
	if (options->encoding) {
		buffer_text(out, " encoding=\"");
		append_text(document, options->encoding);
		buffer_byte(out, '"');
	}
	buffer_text(
		out,
		" standalone=\"no\"?>\n<svg version=\"1.1\" xmlns=\"http://www.w3.org/2000/svg\""
		" xmlns:xlink=\"http://www.w3.org/1999/xlink\"");
	if (options->page_width)
		buffer_text(out, " width=\"100%\" data-page-width=\"1\"");
	else
		append_named(document, " width=\"", geometry->width, "\"");
	append_named(document, " height=\"", geometry->height, "\"");
	append_named(document, " viewBox=\"0 0 ", geometry->width, " ");
	append_number(document, geometry->height);
	static const char *const themes[] = {
		[THEME_AUTO] = "auto",
		[THEME_LIGHT] = "light",
		[THEME_DARK] = "dark",
	};
	buffer_text(out, "\" role=\"img\" aria-labelledby=\"name\" aria-describedby=\"about\""
	                 " data-theme=\"");
	buffer_text(out, themes[options->theme]);
	append_named(document, "\" data-xpad=\"", geometry->side, "\"");
	append_named(document, " data-font-size=\"", options->font_size, "\"");
	append_named(document, " data-font-width=\"", options->font_width, "\"");
	append_named(document, " data-inverted=\"", options->inverted, "\"");
	if (difference) {
		svg_difference_data(out, difference);
		weights_append_data(out, difference->weights);
	}
	buffer_text(out, ">\n");
	svg_indent(out, options, 1);
	buffer_text(out, "<!-- Flame graph by " PACKAGE_NAME " " PACKAGE_VERSION " -->\n");
	if (options->notes && *options->notes) {
		svg_indent(out, options, 1);
		buffer_text(out, "<!-- NOTES: ");
		escape_comment(out, options->notes, strlen(options->notes), document->ascii);
		buffer_text(out, " -->\n");
	}
}

static void append_style(struct document *document)
{
	const struct render_options *options = document->options;
	struct buffer *out = &document->text;
	svg_indent(out, options, 1);
	buffer_text(out, "<style>\n");
	buffer_append(out, asset_flamegraph_css, asset_flamegraph_css_size);
	buffer_text(out, "text { font-family: ");
	append_text(document, options->font_type);
	append_named(document, "; font-size: ", options->font_size, "px; fill: #000; }\n");
	append_named(document, "#title { font-size: ", options->font_size + TITLE_LARGER,
	             "px; }\n");
	append_named(document, "#unseen { font-size: ", options->font_size * UNSEEN_SIZE,
	             "px; }\n");
	buffer_text(
		out,
		"#title, #subtitle, #details, #unzoom, #menubutton, #search, #ignorecase, #matched,"
		" #unseen, #legend text, #advice text, #heading0, #heading1"
		" { fill: ");
	append_text(document, options->ui_color);
	buffer_text(out, "; }\n#rects .match { fill: ");
	append_text(document, options->search_color);
	buffer_text(out, "; }\n");
	if (options->stroke_color && strcmp(options->stroke_color, "none") != 0) {
		buffer_text(out, "#rects rect { stroke: ");
		append_text(document, options->stroke_color);
		buffer_text(out, "; vector-effect: non-scaling-stroke; }\n");
	}
	if (options->theme != THEME_LIGHT) {
		bool always = options->theme == THEME_DARK;
		if (!always)
			buffer_text(out, "@media screen and (prefers-color-scheme: dark) {\n");
		buffer_append(out, asset_dark_css, asset_dark_css_size);
		buffer_text(out, always ? "" : "}\n");
	}
	svg_indent(out, options, 1);
	buffer_text(out, "</style>\n");
}

static void append_head(struct document *document, const struct svg_difference *difference)
{
	const struct render_options *options = document->options;
	struct buffer *out = &document->text;
	svg_indent(out, options, 1);
	buffer_text(out,
	            "<defs><linearGradient id=\"gradient\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\">"
	            "<stop stop-color=\"");
	append_text(document, options->background1);
	buffer_text(out, "\" offset=\"5%\"/><stop stop-color=\"");
	append_text(document, options->background2);
	buffer_text(out, "\" offset=\"95%\"/></linearGradient>\n");
	svg_difference_patterns(out, difference);
	buffer_text(out, "</defs>\n");
	append_style(document);
	if (!options->no_javascript) {
		svg_indent(out, options, 1);
		buffer_text(out, "<script type=\"text/ecmascript\"><![CDATA[\n");
		buffer_append(out, asset_script_js, asset_script_js_size);
		buffer_text(out, "]]></script>\n");
	}
	svg_indent(out, options, 1);
	buffer_text(out, "<rect id=\"background\" x=\"0\" y=\"0\"");
	append_named(document, " width=\"", document->geometry.width, "\"");
	append_named(document, " height=\"", document->geometry.height,
	             "\" fill=\"url(#gradient)\"/>\n");
}

/* The picture in words: for screen readers, and the name of its window. */
static void append_words(struct document *document, const struct layout *layout,
                         const struct weights *weights)
{
	const struct render_options *options = document->options;
	struct buffer *out = &document->text;
	svg_indent(out, options, 1);
	buffer_text(out, "<title id=\"name\">");
	append_text(document, options->title);
	buffer_text(out, "</title>\n");
	svg_indent(out, options, 1);
	buffer_text(out, "<desc id=\"about\">");
	append_text(document, options->inverted ? "Icicle graph" : "Flame graph");
	buffer_text(out, " of ");
	buffer_unsigned(out, layout->count - 1);
	buffer_text(out, " frames, ");
	buffer_unsigned(out, layout->depth_max);
	buffer_text(out, " deep. The width of a frame is its share of all ");
	append_text(document, weights_noun(weights));
	buffer_text(out,
	            layout->differential ? "; its colour says how much it grew or shrank" : "");
	buffer_text(out, ".</desc>\n");
}

/* Texts around the graph; the script finds them by id. */
static void append_furniture(struct document *document)
{
	const struct render_options *options = document->options;
	const struct svg_geometry *geometry = &document->geometry;
	double size = options->font_size, right = geometry->width - geometry->side;
	double middle = floor(geometry->width / 2), below = geometry->height - geometry->bottom / 2;
	/* An icicle hangs from where the subtitle would be; its room is below then. */
	double second = options->inverted ? geometry->height - geometry->bottom - size / 2
	                                  : size * 4;
	const struct {
		const char *id, *class_name, *text;
		double x, y;
		bool control; /* of use to the script alone */
	} items[] = {
		{"title", NULL, options->title, middle, size * 2, false},
		{"subtitle", NULL, options->subtitle, middle, second, false},
		{"details", NULL, " ", geometry->side, below, false},
		{"unzoom", "hide", "Reset Zoom", geometry->side, size * 2, true},
		{"search", NULL, "Search", right - SEARCH_RIGHT, size * 2, true},
		{"ignorecase", NULL, "ic", right - IGNORE_RIGHT, size * 2, true},
		{"matched", NULL, " ", right - SEARCH_RIGHT, below, false},
	};
	struct buffer *out = &document->text;
	for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
		if (!items[i].text || !*items[i].text ||
		    (items[i].control && options->no_javascript))
			continue;
		svg_indent(out, options, 1);
		buffer_text(out, "<text id=\"");
		buffer_text(out, items[i].id);
		if (items[i].class_name) {
			buffer_text(out, "\" class=\"");
			buffer_text(out, items[i].class_name);
		}
		append_named(document, "\" x=\"", items[i].x, "\"");
		append_named(document, " y=\"", items[i].y, "\"");
		if (strcmp(items[i].id, "details") == 0) {
			buffer_text(out, " data-name-type=\"");
			append_text(document, options->name_type);
			buffer_byte(out, '"');
		}
		buffer_byte(out, '>');
		append_text(document, items[i].text);
		buffer_text(out, "</text>\n");
	}
}

static struct svg_geometry measure(const struct layout *layouts, size_t count,
                                   const struct render_options *options)
{
	struct svg_geometry geometry = {
		.width = options->width,
		.side = SIDE_PAD,
		.top = options->font_size * 3,
		.bottom = options->font_size * 2 + 10,
		.per_count = (options->width - 2 * SIDE_PAD) / layouts->total,
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
		.geometry = measure(layouts, count, options),
		.ascii = svg_ascii(options),
		.text.failed = summary.failed,
	};
	const struct svg_difference difference = {profile, layouts, count, options, &weights};
	append_start(&document, &difference);
	append_words(&document, layouts, &weights);
	append_head(&document, &difference);
	append_furniture(&document);
	svg_difference_words(&document.text, &difference, &document.geometry);
	svg_advice_write(&document.text, options, document.geometry.advice);
	bool failed = document.text.failed;
	output_write(output, document.text.data, document.text.size);
	buffer_free(&document.text);
	enum status status = failed ? error_no_memory(err)
	                            : svg_write_frames(profile, layouts, count, &weights,
	                                               &document.geometry, output, err);
	buffer_free(&summary);
	if (failed)
		return status;
	output_text(output, "</svg>\n");
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
				.side = SIDE_PAD,
			},
		.ascii = svg_ascii(options),
	};
	append_start(&document, NULL);
	buffer_text(&document.text, "<title id=\"name\">");
	append_text(&document, message);
	buffer_text(&document.text, "</title>\n");
	append_style(&document);
	append_named(&document, "<text id=\"title\" x=\"", floor(options->width / 2), "\"");
	append_named(&document, " y=\"", options->font_size * 2, "\">");
	append_text(&document, message);
	buffer_text(&document.text, "</text>\n</svg>\n");
	output_write(output, document.text.data, document.text.size);
	buffer_free(&document.text);
}
