#include "render/svg_difference.h"

#include "base/number.h"
#include "base/escape.h"
#include "base/fixed.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LEGEND_STRENGTH 0.6 /* of the colours shown there */

enum { ALWAYS = 3 }; /* items of a legend where no frames are hatched */

void svg_difference_data(struct markup *markup, const struct svg_difference *difference)
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
	double max = (double)(total ? layout->total_max : layout->self_max) * shown;
	markup_string(markup, "data-sides", difference->count > 1 ? "pair" : sides[layout->side]);
	markup_string(markup, "data-diff-by", total ? "total" : "self");
	markup_string(markup, "data-diff-scale", change ? "change" : "share");
	markup_number(markup, "data-diff-max", fixed_round(max, 4), 4);
	if (difference_hues_steps(options->difference_hues))
		markup_number(markup, "data-steps", difference_hues_steps(options->difference_hues),
		              0);
	markup_value(markup, "data-hues");
	struct color ends[DIFFERENCE_ENDS];
	difference_hues_ends(options->difference_hues, ends);
	for (size_t i = 0; i < DIFFERENCE_ENDS; i++) {
		if (i)
			markup_literal(markup, " ");
		color_append_hex(markup_raw(markup), ends[i]);
		markup_raw_end(markup);
	}
	markup_value_end(markup);
}

/* A square of `size` px that is repeated. */
static void open_pattern(struct markup *markup, const char *id, const char *size)
{
	markup_open(markup, "pattern");
	markup_string(markup, "id", id);
	markup_fixed(markup, "patternUnits", "userSpaceOnUse");
	markup_string(markup, "width", size);
	markup_string(markup, "height", size);
}

/* Dots and lines, which stay apart where they are small. */
static void write_dots(struct markup *markup, const char *id)
{
	open_pattern(markup, id, "5");
	markup_open(markup, "circle");
	markup_fixed(markup, "cx", "1.5");
	markup_fixed(markup, "cy", "1.5");
	markup_fixed(markup, "r", "1");
	markup_fixed(markup, "fill", "#000");
	markup_fixed(markup, "fill-opacity", ".45");
	markup_close(markup);
	markup_close(markup);
	markup_newline(markup);
}

static void write_lines(struct markup *markup, const char *id)
{
	open_pattern(markup, id, "6");
	markup_open(markup, "path");
	markup_fixed(markup, "d", "M-1.5 1.5l3 -3M0 6l6 -6M4.5 7.5l3 -3");
	markup_fixed(markup, "stroke", "#000");
	markup_fixed(markup, "stroke-opacity", ".45");
	markup_close(markup);
	markup_close(markup);
	markup_newline(markup);
}

void svg_difference_patterns(struct markup *markup, const struct svg_difference *difference)
{
	if (!difference->layouts->differential || !difference->options->hatched)
		return;
	/* The script stretches those of the graph against the zoom, the legend has its own. */
	write_dots(markup, "hatchnew");
	write_lines(markup, "hatchgone");
	write_dots(markup, "legendnew");
	write_lines(markup, "legendgone");
}

/* The sums of the two columns, as what is before and what is after. */
static struct sides read_as(const struct render_options *options, struct sides sides)
{
	return options->negate ? (struct sides){sides.after, sides.before} : sides;
}

/* "12.34% of the samples before are in frames that are gone" */
static void write_only(struct markup *markup, const struct svg_difference *difference, bool gone)
{
	const struct render_options *options = difference->options;
	const struct layout *layout = difference->layouts;
	struct sides only = read_as(options, layout->only);
	struct sides all = read_as(options, layout->items[0].total);
	uint64_t part = gone ? only.before : only.after, whole = gone ? all.before : all.after;
	double percent = whole ? 100 * (double)part / (double)whole : 0;
	fixed_append(markup_raw(markup), fixed_round(percent, 2), 2);
	markup_raw_end(markup);
	markup_literal(markup, "% of the ");
	markup_words(markup, weights_noun(difference->weights));
	markup_words(markup, gone ? " before" : " after");
	markup_words(markup, difference->weights->unit.time ? " is" : " are");
	markup_words(markup, gone ? " in frames that are gone" : " in frames that are new");
}

/* x and y of the element just opened. */
static void write_place(struct markup *markup, double x, double y, unsigned places)
{
	markup_number(markup, "x", fixed_round(x, places), places);
	markup_number(markup, "y", fixed_round(y, places), places);
}

struct legend_item {
	const char *words, *pattern;
	double delta;
};

/* A line of the legend, px: its box and text begin at left. */
struct legend_place {
	double left, below, size, box;
};

static void write_box(struct markup *markup, const struct legend_place *place)
{
	markup_open(markup, "rect");
	write_place(markup, place->left, place->below - place->size, 1);
	markup_number(markup, "width", fixed_round(place->box, 1), 1);
	markup_number(markup, "height", fixed_round(place->size, 1), 1);
}

static void write_words(struct markup *markup, const struct legend_place *place, const char *first,
                        const char *second)
{
	markup_open(markup, "text");
	write_place(markup, place->left, place->below - place->size / 6, 1);
	markup_words(markup, first);
	markup_words(markup, second);
	markup_close(markup);
	markup_newline(markup);
}

static void write_item(struct markup *markup, const struct legend_place *place,
                       const struct legend_item *item, const struct difference_hues *hues)
{
	struct legend_place words = *place;
	write_box(markup, place);
	markup_color(markup, "fill", difference_shade(hues, item->delta, 1));
	markup_close(markup);
	if (item->pattern) {
		write_box(markup, place);
		markup_string(markup, "fill", item->pattern);
		markup_close(markup);
	}
	words.left += place->box + place->size / 2;
	write_words(markup, &words, item->words, "");
}

static void write_legend(struct markup *markup, const struct svg_difference *difference,
                         const struct svg_geometry *geometry)
{
	const struct render_options *options = difference->options;
	const bool noise = difference->profile->marks.given;
	const struct legend_item items[] = {
		/* in every legend: */
		{"more", NULL, LEGEND_STRENGTH},
		{"less", NULL, -LEGEND_STRENGTH},
		{noise ? "same or within noise" : "same", NULL, 0},
		/* where frames are hatched: */
		{"new", "url(#legendnew)", LEGEND_STRENGTH},
		{"gone", "url(#legendgone)", -LEGEND_STRENGTH},
	};
	const size_t count = options->hatched ? sizeof items / sizeof *items : ALWAYS;
	const char *measure = options->difference_by == DIFFERENCE_TOTAL ? "total " : "own ";
	const char *noun = weights_noun(difference->weights);
	double size = options->font_size, gap = size * 1.5;
	double letter = size * options->font_width;
	double words = letter *
	               (double)(strlen(measure) + utf8_count(noun, strlen(noun), SIZE_MAX));
	struct legend_place place = {.below = geometry->legend, .size = size, .box = size * 2};
	double width = words;
	for (size_t i = 0; i < count; i++)
		width += gap + place.box + size / 2 + letter * (double)strlen(items[i].words);
	place.left = options->look->modern ? geometry->width - geometry->side - width
	                                   : floor(floor(geometry->width / 2) - width / 2);
	markup_indent(markup, 1);
	markup_open(markup, "g");
	markup_fixed(markup, "id", "legend");
	markup_newline(markup);
	write_words(markup, &place, measure, noun);
	place.left += words + gap;
	for (size_t i = 0; i < count; i++) {
		write_item(markup, &place, &items[i], options->difference_hues);
		place.left += place.box + size / 2 + letter * (double)strlen(items[i].words) + gap;
	}
	markup_indent(markup, 1);
	markup_close(markup);
	markup_newline(markup);
}

static void write_heading(struct markup *markup, const struct svg_difference *difference,
                          const struct svg_geometry *geometry, size_t pane)
{
	const struct render_options *options = difference->options;
	/* With --negate the first column is what came after. */
	bool before = (pane == 0) != options->negate;
	markup_indent(markup, 1);
	markup_open(markup, "text");
	markup_string(markup, "id", pane ? "heading1" : "heading0");
	write_place(markup, geometry->side, geometry->panes[pane].top - options->font_size / 2, 4);
	markup_words(markup, before ? "Before: " : "After: ");
	write_only(markup, difference, before);
	markup_close(markup);
	markup_newline(markup);
}

void svg_difference_words(struct markup *markup, const struct svg_difference *difference,
                          const struct svg_geometry *geometry)
{
	const struct render_options *options = difference->options;
	const struct layout *layout = difference->layouts;
	if (!layout->differential)
		return;
	if (difference->count == 1 && layout->side != LAYOUT_UNION) {
		markup_indent(markup, 1);
		markup_open(markup, "text");
		markup_fixed(markup, "id", "unseen");
		write_place(markup,
		            options->look->modern ? geometry->side : floor(geometry->width / 2),
		            geometry->unseen, 4);
		write_only(markup, difference, (layout->side == LAYOUT_AFTER) != options->negate);
		markup_close(markup);
		markup_newline(markup);
	}
	if (options->legend)
		write_legend(markup, difference, geometry);
	for (size_t i = 0; difference->count > 1 && i < difference->count; i++)
		write_heading(markup, difference, geometry, i);
}
