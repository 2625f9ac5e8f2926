#include "render/svg_difference.h"

#include "base/number.h"
#include "base/escape.h"
#include "base/fixed.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LEGEND_STRENGTH 0.6 /* of the colours shown there */

enum { ALWAYS = 3 }; /* items of a legend where no frames are hatched */

double svg_legend_height(const struct render_options *options)
{
	return options->legend ? options->font_size * 2 : 0;
}

double svg_heading_height(const struct render_options *options)
{
	return options->font_size * 2;
}

static void append_number(struct buffer *out, const char *before, double value, unsigned places)
{
	buffer_text(out, before);
	fixed_append_short(out, fixed_round(value, places), places);
}

static void append_escaped(struct buffer *out, const struct render_options *options,
                           const char *text)
{
	escape_text(out, text, strlen(text), svg_ascii(options));
}

void svg_difference_data(struct buffer *out, const struct svg_difference *difference)
{
	const struct render_options *options = difference->options;
	const struct layout *layout = difference->layouts;
	static const char *const sides[] = {
		[LAYOUT_AFTER] = "after",
		[LAYOUT_BEFORE] = "before",
		[LAYOUT_UNION] = "union",
	};
	if (!layout->differential)
		return;
	double shown = options->factor / (double)number_power10(layout->places);
	bool total = options->difference_by == DIFFERENCE_TOTAL;
	bool change = options->difference_scale == DIFFERENCE_CHANGE;
	buffer_text(out, " data-sides=\"");
	buffer_text(out, difference->count > 1 ? "pair" : sides[layout->side]);
	buffer_text(out, total ? "\" data-diff-by=\"total" : "\" data-diff-by=\"self");
	buffer_text(out, change ? "\" data-diff-scale=\"change" : "\" data-diff-scale=\"share");
	append_number(out, "\" data-diff-max=\"",
	              (double)(total ? layout->total_max : layout->self_max) * shown, 4);
	buffer_text(out, "\" data-hues=\"");
	struct color ends[DIFFERENCE_ENDS];
	difference_hues_ends(options->difference_hues, ends);
	for (size_t i = 0; i < DIFFERENCE_ENDS; i++) {
		buffer_text(out, i ? " " : "");
		color_append_hex(out, ends[i]);
	}
	buffer_byte(out, '"');
}

void svg_difference_patterns(struct buffer *out, const struct svg_difference *difference)
{
	if (!difference->layouts->differential || !difference->options->hatched)
		return;
	/* Dots and lines, which stay apart where they are small. The script stretches those of the
	 * graph against the zoom, the legend has its own. */
	static const char *const places[] = {"hatch", "legend"};
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		buffer_printf(out,
		              "<pattern id=\"%snew\" patternUnits=\"userSpaceOnUse\" width=\"5\""
		              " height=\"5\"><circle cx=\"1.5\" cy=\"1.5\" r=\"1\" fill=\"#000\""
		              " fill-opacity=\".45\"/></pattern>\n"
		              "<pattern id=\"%sgone\" patternUnits=\"userSpaceOnUse\" width=\"6\""
		              " height=\"6\"><path d=\"M-1.5 1.5l3 -3M0 6l6 -6M4.5 7.5l3 -3\""
		              " stroke=\"#000\" stroke-opacity=\".45\"/></pattern>\n",
		              places[i], places[i]);
}

/* The sums of the two columns, as what is before and what is after. */
static struct sides read_as(const struct render_options *options, struct sides sides)
{
	return options->negate ? (struct sides){sides.after, sides.before} : sides;
}

/* "12.34% of the samples before are in frames that are gone" */
static void append_only(struct buffer *out, const struct svg_difference *difference, bool gone)
{
	const struct render_options *options = difference->options;
	const struct layout *layout = difference->layouts;
	struct sides only = read_as(options, layout->only);
	struct sides all = read_as(options, layout->items[0].total);
	uint64_t part = gone ? only.before : only.after, whole = gone ? all.before : all.after;
	fixed_append(out, fixed_round(whole ? 100 * (double)part / (double)whole : 0, 2), 2);
	buffer_text(out, "% of the ");
	append_escaped(out, options, weights_noun(difference->weights));
	buffer_text(out, gone ? " before" : " after");
	buffer_text(out, difference->weights->unit.time ? " is" : " are");
	buffer_text(out, gone ? " in frames that are gone" : " in frames that are new");
}

static void append_text_start(struct buffer *out, const struct svg_difference *difference,
                              const char *id, double x, double y)
{
	svg_indent(out, difference->options, 1);
	buffer_text(out, "<text ");
	buffer_text(out, id);
	append_number(out, " x=\"", x, 4);
	append_number(out, "\" y=\"", y, 4);
	buffer_text(out, "\">");
}

static void append_legend(struct buffer *out, const struct svg_difference *difference,
                          double middle, double below)
{
	const struct render_options *options = difference->options;
	const struct difference_hues *hues = options->difference_hues;
	const bool noise = difference->profile->marks.given;
	const struct {
		const char *words, *pattern;
		double delta;
	} items[] = {
		/* in every legend: */
		{"more", NULL, LEGEND_STRENGTH},
		{"less", NULL, -LEGEND_STRENGTH},
		{noise ? "same or within noise" : "same", NULL, 0},
		/* where frames are hatched: */
		{"new", "legendnew", LEGEND_STRENGTH},
		{"gone", "legendgone", -LEGEND_STRENGTH},
	};
	const size_t count = options->hatched ? sizeof items / sizeof *items : ALWAYS;
	const char *measure = options->difference_by == DIFFERENCE_TOTAL ? "total " : "own ";
	const char *noun = weights_noun(difference->weights);
	double size = options->font_size, box = size * 2, gap = size * 1.5;
	double letter = size * options->font_width;
	double words = letter *
	               (double)(strlen(measure) + utf8_count(noun, strlen(noun), SIZE_MAX));
	double width = words;
	for (size_t i = 0; i < count; i++)
		width += gap + box + size / 2 + letter * (double)strlen(items[i].words);
	double left = floor(middle - width / 2), top = below - size;
	svg_indent(out, options, 1);
	buffer_text(out, "<g id=\"legend\">\n");
	append_number(out, "<text x=\"", left, 1);
	append_number(out, "\" y=\"", below - size / 6, 1);
	buffer_text(out, "\">");
	buffer_text(out, measure);
	append_escaped(out, options, noun);
	buffer_text(out, "</text>\n");
	left += words + gap;
	for (size_t i = 0; i < count; i++) {
		for (unsigned layer = 0; layer < (items[i].pattern ? 2 : 1); layer++) {
			append_number(out, "<rect x=\"", left, 1);
			append_number(out, "\" y=\"", top, 1);
			append_number(out, "\" width=\"", box, 1);
			append_number(out, "\" height=\"", size, 1);
			buffer_text(out, "\" fill=\"");
			if (layer) {
				buffer_text(out, "url(#");
				buffer_text(out, items[i].pattern);
				buffer_byte(out, ')');
			} else {
				color_append_hex(out, difference_shade(hues, items[i].delta, 1));
			}
			buffer_text(out, "\"/>");
		}
		left += box + size / 2;
		append_number(out, "<text x=\"", left, 1);
		append_number(out, "\" y=\"", below - size / 6, 1);
		buffer_text(out, "\">");
		buffer_text(out, items[i].words);
		buffer_text(out, "</text>\n");
		left += letter * (double)strlen(items[i].words) + gap;
	}
	svg_indent(out, options, 1);
	buffer_text(out, "</g>\n");
}

static void append_heading(struct buffer *out, const struct svg_difference *difference,
                           const struct svg_geometry *geometry, size_t pane)
{
	const struct render_options *options = difference->options;
	/* With --negate the first column is what came after. */
	bool before = (pane == 0) != options->negate;
	append_text_start(out, difference, pane ? "id=\"heading1\"" : "id=\"heading0\"",
	                  geometry->side, geometry->panes[pane].top - options->font_size / 2);
	buffer_text(out, before ? "Before: " : "After: ");
	append_only(out, difference, before);
	buffer_text(out, "</text>\n");
}

void svg_difference_words(struct buffer *out, const struct svg_difference *difference,
                          const struct svg_geometry *geometry)
{
	const struct render_options *options = difference->options;
	const struct layout *layout = difference->layouts;
	double size = options->font_size, middle = floor(geometry->width / 2);
	bool subtitle = options->subtitle && *options->subtitle && !options->inverted;
	double below = size * (subtitle ? 5 : 3);
	if (!layout->differential)
		return;
	if (difference->count == 1 && layout->side != LAYOUT_UNION) {
		append_text_start(out, difference, "id=\"unseen\"", middle, below - 1.5);
		append_only(out, difference, (layout->side == LAYOUT_AFTER) != options->negate);
		buffer_text(out, "</text>\n");
	}
	if (options->legend)
		append_legend(out, difference, middle, below + size * 1.25);
	for (size_t i = 0; difference->count > 1 && i < difference->count; i++)
		append_heading(out, difference, geometry, i);
}
