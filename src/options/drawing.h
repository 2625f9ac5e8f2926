/* The options of drawing, the same for flamesvg and for the public library. */
#ifndef STACKFOLD_OPTIONS_DRAWING_H
#define STACKFOLD_OPTIONS_DRAWING_H

#include "layout/layout.h"
#include "options/option.h"
#include "render/render.h"

#include <string.h>

/* The file of --cp, in the current folder. */
#define PALETTE_MAP "palette.map"

/* What the rows set, and what drawing_options_prepare makes of it in `layout` and `render`. */
struct drawing_options {
	struct layout_options layout;
	struct render_options render;
	const char *look, *width, *theme, *min_width, *total, *colors, *background, *attributes;
	bool hash, random, deterministic, consistent;
	bool gzip;
	bool flame_chart, no_sort, truncate_right;
	struct text_list bases, color_rules;
	const char *difference_hues, *difference_by, *difference_scale, *difference_layout, *order,
		*labels;

	bool pair;                /* two layouts: before and after */
	struct attributes *looks; /* render.attributes */
};

/* The palettes, as --help of the tools that draw lists them. */
#define DRAWING_PALETTES                                                                           \
	"hot mem io wakeup chain java js perl python rust red green blue aqua yellow purple "      \
	"orange viridis cividis by-module by-depth calm wall"

/* Rows; the second ones are about the picture's file. */
/* clang-format off */
#define DRAWING_OPTIONS(d) \
	{"title", 0, OPTION_TEXT, true, &(d)->render.title, "TEXT", \
	 "heading (by shape: Flame Graph, Icicle Graph, Flame Chart)", "Texts"}, \
	{"subtitle", 0, OPTION_TEXT, true, &(d)->render.subtitle, "TEXT", \
	 "second heading (what was measured, if known)", NULL}, \
	{"notes", 0, OPTION_TEXT, true, &(d)->render.notes, "TEXT", \
	 OPTION_RARELY "a comment in the picture's source", NULL}, \
	{"countname", 0, OPTION_TEXT, true, &(d)->render.count_name, "TEXT", \
	 "unit of the counts (default: the unit of the input, or samples)", NULL}, \
	{"nametype", 0, OPTION_TEXT, true, &(d)->render.name_type, "TEXT", \
	 OPTION_RARELY "word before the name of a frame below the graph (Function:)", NULL}, \
	{"look", 0, OPTION_TEXT, false, &(d)->look, "LOOK", \
	 "modern, or classic: as flamegraph.pl draws (modern)", NULL}, \
	{"labels", 0, OPTION_TEXT, false, &(d)->labels, "FORM", \
	 "shorten labels that do not fit: short, by arguments, templates and scopes first, or " \
	 "full, only at the end (modern look: short, classic: full)", NULL}, \
	{"width", 0, OPTION_TEXT, true, &(d)->width, "NUM", \
	 "width of the picture in px, or 100%: as wide as the page (1200)", "Sizes"}, \
	{"height", 0, OPTION_NUMBER, true, &(d)->render.frame_height, "NUM", \
	 OPTION_RARELY "height of a frame in px (16)", NULL}, \
	{"minwidth", 0, OPTION_TEXT, true, &(d)->min_width, "NUM", \
	 "draw frames at least NUM px wide, or NUM% of the total (0.1)", NULL}, \
	{"fonttype", 0, OPTION_TEXT, true, &(d)->render.font_type, "FONT", \
	 OPTION_RARELY "font families (modern look: the system's, classic: Verdana)", NULL}, \
	{"fontsize", 0, OPTION_NUMBER, true, &(d)->render.font_size, "NUM", \
	 OPTION_RARELY "font size in px (12)", NULL}, \
	{"fontwidth", 0, OPTION_NUMBER, true, &(d)->render.font_width, "NUM", \
	 OPTION_RARELY "mean width of a character / font size (modern look: 0.6, classic: 0.59)", NULL}, \
	{"total", 0, OPTION_TEXT, true, &(d)->total, "NUM", \
	 "count that corresponds to the whole width (the sum)", NULL}, \
	{"factor", 0, OPTION_NUMBER, true, &(d)->render.factor, "NUM", \
	 OPTION_RARELY "multiply displayed counts (1)", NULL}, \
	{"colors", 'c', OPTION_TEXT, true, &(d)->colors, "PALETTE", \
	 DRAWING_PALETTES " (modern look: calm, classic: hot)", "Colours"}, \
	{"color-rule", 0, OPTION_LIST, false, &(d)->color_rules, "REGEX=COLOR", \
	 "give this colour to functions that match; the first match wins (repeatable)", NULL}, \
	{"bgcolors", 0, OPTION_TEXT, true, &(d)->background, "COLOR", \
	 OPTION_RARELY "background: yellow blue green grey or #rrggbb (modern look: white, classic: by palette)", NULL}, \
	{"hash", 0, OPTION_FLAG, true, &(d)->hash, NULL, \
	 OPTION_RARELY "give similar colours to similar names", NULL}, \
	{"random", 0, OPTION_FLAG, true, &(d)->random, NULL, \
	 OPTION_RARELY "choose colours at random, the same in every run", NULL}, \
	{"deterministic", 0, OPTION_FLAG, false, &(d)->deterministic, NULL, \
	 OPTION_RARELY "always give a name the same colour (the default)", NULL}, \
	{"cp", 0, OPTION_FLAG, true, &(d)->consistent, NULL, \
	 OPTION_RARELY "keep the colour of each name in the file " PALETTE_MAP, NULL}, \
	{"negate", 0, OPTION_FLAG, true, &(d)->render.negate, NULL, \
	 "differential: swap before and after in colours and texts, not in widths", NULL}, \
	{"diff-colors", 0, OPTION_TEXT, false, &(d)->difference_hues, "HUES", \
	 "differential: red-blue or blue-orange (red-blue)", NULL}, \
	{"diff-by", 0, OPTION_TEXT, false, &(d)->difference_by, "WHICH", \
	 "differential: colour by a frame's self or total difference (self)", NULL}, \
	{"diff-scale", 0, OPTION_TEXT, false, &(d)->difference_scale, "SCALE", \
	 "differential: strength of colours by share of the largest difference, or by change of " \
	 "the frame's own count (share)", NULL}, \
	{"colordiffusion", 0, OPTION_FLAG, false, &(d)->render.color_diffusion, NULL, \
	 OPTION_RARELY "make wider frames redder", NULL}, \
	{"uicolor", 0, OPTION_TEXT, false, &(d)->render.ui_color, "COLOR", \
	 OPTION_RARELY "colour of the texts around the graph (#000000)", NULL}, \
	{"search-color", 0, OPTION_TEXT, false, &(d)->render.search_color, "COLOR", \
	 OPTION_RARELY "colour of frames that a search finds (rgb(230,0,230))", NULL}, \
	{"theme", 0, OPTION_TEXT, false, &(d)->theme, "THEME", \
	 "colours around the graph: auto (as the reader's system is set), light or dark (auto)", NULL}, \
	{"stroke-color", 0, OPTION_TEXT, false, &(d)->render.stroke_color, "COLOR", \
	 OPTION_RARELY "colour of the outlines of frames (none)", NULL}, \
	{"inverted", 'i', OPTION_FLAG, true, &(d)->render.inverted, NULL, \
	 "draw an icicle graph, with the root on top", "Shape"}, \
	{"reverse", 0, OPTION_FLAG, true, &(d)->layout.reverse, NULL, \
	 "merge stacks from the leaf", NULL}, \
	{"flamechart", 0, OPTION_FLAG, true, &(d)->flame_chart, NULL, \
	 "keep the order of the input: time runs to the right", NULL}, \
	{"order", 0, OPTION_TEXT, false, &(d)->order, "ORDER", \
	 "order of a frame's callees: name, weight, or input, as they first appear (name)", NULL}, \
	{"no-sort", 0, OPTION_FLAG, false, &(d)->no_sort, NULL, \
	 OPTION_RARELY "keep the order of the input, without changing the title", NULL}, \
	{"base", 0, OPTION_LIST, false, &(d)->bases, "SYM", \
	 "draw only stacks with this frame, which becomes their root (repeatable)", NULL}, \
	{"truncate-text-right", 0, OPTION_FLAG, false, &(d)->truncate_right, NULL, \
	 OPTION_RARELY "cut off the end of long names (the default)", NULL}, \
	{"diff-layout", 0, OPTION_TEXT, false, &(d)->difference_layout, "WHAT", \
	 "differential: widths from the counts after or before, from their union, or a pair of " \
	 "graphs (after)", NULL}

#define DRAWING_OUTPUT_OPTIONS(d) \
	{"nameattr", 0, OPTION_TEXT, true, &(d)->attributes, "FILE", \
	 OPTION_RARELY "read attributes of functions (id, class, href, title ...) from FILE", "Output"}, \
	{"encoding", 0, OPTION_TEXT, true, &(d)->render.encoding, "NAME", \
	 OPTION_RARELY "encoding that the XML declaration names (UTF-8)", NULL}, \
	{"gzip", 0, OPTION_FLAG, false, &(d)->gzip, NULL, \
	 "compress the picture, as -o FILE.svgz does", NULL}, \
	{"no-javascript", 0, OPTION_FLAG, false, &(d)->render.no_javascript, NULL, \
	 OPTION_RARELY "leave out the script", NULL}, \
	{"pretty-xml", 0, OPTION_FLAG, false, &(d)->render.pretty, NULL, \
	 OPTION_RARELY "indent the picture's source", NULL}
/* clang-format on */

/* The defaults, before any row is set. */
void drawing_options_init(struct drawing_options *options);

/* Reads the options' values;
 * `as_perf` is that of the options of reading. STATUS_FAILED with a message if a value is wrong;
 * STATUS_FATAL without memory. Call it once; drawing_options_free() frees in any case. */
enum status drawing_options_prepare(struct drawing_options *options, bool as_perf,
                                    struct error *err);
void drawing_options_free(struct drawing_options *options);

/* Whether the order in which samples were read decides (read_options.keep_order). */
static inline bool drawing_keeps_order(const struct drawing_options *options)
{
	return options->flame_chart || options->no_sort ||
	       (options->order && strcmp(options->order, "input") == 0);
}

/* Reads the files of --nameattr and --cp, which say how names look. Once, after preparing.
 * STATUS_FAILED if one cannot be used, STATUS_FATAL without memory. */
enum status drawing_options_read(struct drawing_options *options, struct error *err);

#endif
