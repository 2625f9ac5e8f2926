#include "history/trend_svg.h"

#include <math.h>

enum {
	EDGE = 4,   /* px around the line */
	TENTHS = 1, /* places of coordinates */
	BAND = 2,   /* standard deviations to both sides of a level: 95 % of the values */
};

/* A picture shows at least this part of a level, so that noise of a steady value looks small. */
static const double least_range = 0.1;

const char trend_style[] = ".trend{color-scheme:light dark}\n"
			   ".trend-band{fill:#6a737d;fill-opacity:.2}\n"
			   ".trend-level{stroke:#6a737d}\n"
			   ".trend-line{stroke:#0a58ca}\n"
			   ".trend-last{fill:#0a58ca}\n"
			   ".trend-change{stroke:#b3261e}\n"
			   "@media (prefers-color-scheme:dark){\n"
			   ".trend-band{fill:#aab2bd;fill-opacity:.25}\n"
			   ".trend-level{stroke:#aab2bd}\n"
			   ".trend-line{stroke:#79b0ff}\n"
			   ".trend-last{fill:#79b0ff}\n"
			   ".trend-change{stroke:#ff8a80}\n"
			   "}\n";

struct scale {
	const struct trend *trend;
	double low, high;
};

static struct scale scale_make(const struct trend *trend)
{
	struct scale scale = {trend, INFINITY, -INFINITY};
	double largest = 0;
	for (size_t i = 0; i < trend->count; i++) {
		scale.low = fmin(scale.low, trend->values[i]);
		scale.high = fmax(scale.high, trend->values[i]);
	}
	for (size_t i = 0; i < trend->part_count; i++) {
		double level = trend->parts[i].level;
		scale.low = fmin(scale.low, level - BAND * trend->noise);
		scale.high = fmax(scale.high, level + BAND * trend->noise);
		largest = fmax(largest, level);
	}
	if (scale.low < 0)
		scale.low = 0;
	double lack = largest * least_range - (scale.high - scale.low);
	if (lack > 0) {
		scale.low = fmax(scale.low - lack / 2, 0);
		scale.high = scale.low + largest * least_range;
	}
	return scale;
}

/* Coordinates in tenths of px. */
static int64_t x_of(const struct scale *scale, size_t index)
{
	int64_t width = (TREND_WIDTH - 2 * EDGE) * 10;
	int64_t steps = (int64_t)scale->trend->count - 1;
	return EDGE * 10 + (steps > 0 ? width * (int64_t)index / steps : width / 2);
}

static int64_t y_of(const struct scale *scale, double value)
{
	double range = scale->high - scale->low;
	double part = range > 0 ? (scale->high - value) / range : 0.5;
	return EDGE * 10 + (int64_t)((TREND_HEIGHT - 2 * EDGE) * 10 * part + 0.5);
}

/* A part reaches to the middle between its points and those of its neighbours. */
static int64_t part_begin(const struct scale *scale, const struct trend_part *part)
{
	return part->first ? (x_of(scale, part->first - 1) + x_of(scale, part->first)) / 2
	                   : EDGE * 10;
}

static int64_t part_end(const struct scale *scale, const struct trend_part *part)
{
	size_t end = part->first + part->count;
	return end < scale->trend->count ? (x_of(scale, end - 1) + x_of(scale, end)) / 2
	                                 : (TREND_WIDTH - EDGE) * 10;
}

static void draw_part(const struct scale *scale, const struct trend_part *part,
                      struct markup *markup)
{
	double noise = BAND * scale->trend->noise;
	int64_t left = part_begin(scale, part), right = part_end(scale, part);
	int64_t top = y_of(scale, part->level + noise),
		bottom = y_of(scale, fmax(part->level - noise, 0));
	if (bottom > top) {
		markup_open(markup, "rect");
		markup_fixed(markup, "class", "trend-band");
		markup_number(markup, "x", left, TENTHS);
		markup_number(markup, "y", top, TENTHS);
		markup_number(markup, "width", right - left, TENTHS);
		markup_number(markup, "height", bottom - top, TENTHS);
		markup_fixed(markup, "fill", "#808080");
		markup_fixed(markup, "fill-opacity", ".25");
		markup_close(markup);
	}
	markup_open(markup, "path");
	markup_fixed(markup, "class", "trend-level");
	markup_value(markup, "d");
	markup_literal(markup, "M");
	markup_decimal(markup, left, TENTHS);
	markup_literal(markup, " ");
	markup_decimal(markup, y_of(scale, part->level), TENTHS);
	markup_literal(markup, "H");
	markup_decimal(markup, right, TENTHS);
	markup_value_end(markup);
	markup_fixed(markup, "stroke", "#808080");
	markup_fixed(markup, "stroke-dasharray", "3 3");
	markup_close(markup);
}

static void draw_change(const struct scale *scale, const struct trend_part *part,
                        struct markup *markup)
{
	markup_open(markup, "path");
	markup_fixed(markup, "class", "trend-change");
	markup_value(markup, "d");
	markup_literal(markup, "M");
	markup_decimal(markup, part_begin(scale, part), TENTHS);
	markup_literal(markup, " 1V63");
	markup_value_end(markup);
	markup_fixed(markup, "stroke", "#d0502f");
	markup_fixed(markup, "stroke-width", "1.5");
	markup_close(markup);
}

_Static_assert(TREND_HEIGHT == 64, "the marks of changes end a pixel above the lower edge");

static void draw_line(const struct scale *scale, struct markup *markup)
{
	const struct trend *trend = scale->trend;
	size_t last = trend->count - 1;
	markup_open(markup, "polyline");
	markup_fixed(markup, "class", "trend-line");
	markup_value(markup, "points");
	for (size_t i = 0; i < trend->count; i++) {
		if (i)
			markup_literal(markup, " ");
		markup_decimal(markup, x_of(scale, i), TENTHS);
		markup_literal(markup, ",");
		markup_decimal(markup, y_of(scale, trend->values[i]), TENTHS);
	}
	markup_value_end(markup);
	markup_fixed(markup, "fill", "none");
	markup_fixed(markup, "stroke", "#3f7fbf");
	markup_fixed(markup, "stroke-width", "1.5");
	markup_fixed(markup, "stroke-linejoin", "round");
	markup_close(markup);
	markup_open(markup, "circle");
	markup_fixed(markup, "class", "trend-last");
	markup_number(markup, "cx", x_of(scale, last), TENTHS);
	markup_number(markup, "cy", y_of(scale, trend->values[last]), TENTHS);
	markup_fixed(markup, "r", "2.5");
	markup_fixed(markup, "fill", "#3f7fbf");
	markup_close(markup);
}

/* style: the rules to put inside; NULL: none. */
static void draw(const struct trend *trend, const char *style, size_t style_size,
                 struct markup *markup)
{
	struct buffer *title;
	markup_open(markup, "svg");
	markup_fixed(markup, "xmlns", "http://www.w3.org/2000/svg");
	markup_fixed(markup, "class", "trend");
	markup_fixed(markup, "width", "320");
	markup_fixed(markup, "height", "64");
	markup_fixed(markup, "viewBox", "0 0 320 64");
	markup_fixed(markup, "role", "img");
	markup_open(markup, "title");
	title = markup_raw(markup);
	trend_say(trend, title);
	markup_raw_end(markup);
	markup_close(markup);
	if (style) {
		markup_open(markup, "style");
		markup_asset(markup, style, style_size);
		markup_close(markup);
	}
	if (trend->count) {
		const struct scale scale = scale_make(trend);
		for (size_t i = 0; i < trend->part_count; i++)
			draw_part(&scale, &trend->parts[i], markup);
		for (size_t i = 1; i < trend->part_count; i++)
			draw_change(&scale, &trend->parts[i], markup);
		draw_line(&scale, markup);
	}
	markup_close(markup);
}

_Static_assert(TREND_WIDTH == 320 && TREND_HEIGHT == 64, "the size stands in the picture");

void trend_svg(const struct trend *trend, struct markup *markup)
{
	draw(trend, NULL, 0, markup);
}

enum status trend_svg_file(const struct trend *trend, struct output *output, struct error *err)
{
	struct markup markup;
	markup_init(&markup, output, false, false);
	markup_declare(&markup, "utf-8");
	draw(trend, trend_style, sizeof trend_style - 1, &markup);
	markup_newline(&markup);
	markup_flush(&markup);
	bool whole = markup_is_whole(&markup, 0);
	markup_free(&markup);
	return whole ? STATUS_OK : error_no_memory(err);
}
