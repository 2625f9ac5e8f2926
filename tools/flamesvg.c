/* flamesvg: draws profiles as a flame graph. */
#include "cli.h"
#include "layout/layout.h"
#include "reading.h"
#include "report.h"
#include "base/escape.h"
#include "render/render.h"
#include "edit/trim.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PALETTE_MAP "palette.map"

enum {
	SIDES = 2 * RENDER_SIDE,
	LOW_COUNT = 100, /* fewer samples are hardly a profile */
	SIZE_MAX_PX = 1000000,
	ADVICE_DRAWN = 2, /* at most */
};

/* The command line. */
struct settings {
	struct cli cli;
	struct reading_options reading;
	struct layout_options layout;
	struct render_options render;
	const char *width, *theme, *min_width, *total, *colors, *background, *attributes;
	bool hash, random, deterministic, consistent;
	bool gzip;
	bool flame_chart, no_sort, truncate_right;
	struct text_list bases;
	const char *difference_hues, *difference_by, *difference_scale, *difference_layout;
	bool pair; /* two layouts: before and after */
	struct text_list color_rules;
	char *advice[ADVICE_DRAWN]; /* render.advice */
	bool few_said;              /* advice says how few samples there are */
	bool sums_only;             /* all input is folded text */
};

static struct settings settings = {
	.layout = {.min_width = RENDER_MIN_WIDTH},
	.colors = "hot",
};

#define ORIGINAL true
#define OURS false

/* clang-format off */
static const struct option options[] = {
	{"title", 0, OPTION_TEXT, ORIGINAL, &settings.render.title, "TEXT",
	 "heading (Flame Graph, Icicle Graph, Flame Chart)", "Texts"},
	{"subtitle", 0, OPTION_TEXT, ORIGINAL, &settings.render.subtitle, "TEXT",
	 "second heading (what was measured, where that is known)", NULL},
	{"notes", 0, OPTION_TEXT, ORIGINAL, &settings.render.notes, "TEXT",
	 OPTION_RARELY "a comment in the picture's source", NULL},
	{"countname", 0, OPTION_TEXT, ORIGINAL, &settings.render.count_name, "TEXT",
	 "what the counts are (their unit, or samples)", NULL},
	{"nametype", 0, OPTION_TEXT, ORIGINAL, &settings.render.name_type, "TEXT",
	 OPTION_RARELY "what the names are (Function:)", NULL},

	{"width", 0, OPTION_TEXT, ORIGINAL, &settings.width, "NUM",
	 "picture's width in px, or 100%: the page's (1200)", "Sizes"},
	{"height", 0, OPTION_NUMBER, ORIGINAL, &settings.render.frame_height, "NUM",
	 OPTION_RARELY "a frame's height in px (16)", NULL},
	{"minwidth", 0, OPTION_TEXT, ORIGINAL, &settings.min_width, "NUM",
	 "leave out narrower frames: px, or N% of the total (0.1)", NULL},
	{"fonttype", 0, OPTION_TEXT, ORIGINAL, &settings.render.font_type, "FONT",
	 OPTION_RARELY "font family (Verdana)", NULL},
	{"fontsize", 0, OPTION_NUMBER, ORIGINAL, &settings.render.font_size, "NUM",
	 OPTION_RARELY "font size in px (12)", NULL},
	{"fontwidth", 0, OPTION_NUMBER, ORIGINAL, &settings.render.font_width, "NUM",
	 OPTION_RARELY "a character's mean width by the font size (0.59)", NULL},
	{"total", 0, OPTION_TEXT, ORIGINAL, &settings.total, "NUM",
	 "count that the whole width stands for (the sum)", NULL},
	{"factor", 0, OPTION_NUMBER, ORIGINAL, &settings.render.factor, "NUM",
	 OPTION_RARELY "multiply displayed counts (1)", NULL},

	{"colors", 'c', OPTION_TEXT, ORIGINAL, &settings.colors, "PALETTE",
	 "hot mem io wakeup chain java js perl python rust red green blue aqua yellow purple "
	 "orange viridis cividis by-module by-depth (hot)", "Colours"},
	{"color-rule", 0, OPTION_LIST, OURS, &settings.color_rules, "REGEX=COLOR",
	 "a colour for functions that match; the first that fits wins (repeatable)", NULL},
	{"bgcolors", 0, OPTION_TEXT, ORIGINAL, &settings.background, "COLOR",
	 OPTION_RARELY "background: yellow blue green grey or #rrggbb (by palette)", NULL},
	{"hash", 0, OPTION_FLAG, ORIGINAL, &settings.hash, NULL,
	 OPTION_RARELY "like names get like colours", NULL},
	{"random", 0, OPTION_FLAG, ORIGINAL, &settings.random, NULL,
	 OPTION_RARELY "colours by chance, the same in each run", NULL},
	{"deterministic", 0, OPTION_FLAG, OURS, &settings.deterministic, NULL,
	 OPTION_RARELY "a name always gets the same colour (as by default)", NULL},
	{"cp", 0, OPTION_FLAG, ORIGINAL, &settings.consistent, NULL,
	 OPTION_RARELY "keep colours by name in the file " PALETTE_MAP, NULL},
	{"negate", 0, OPTION_FLAG, ORIGINAL, &settings.render.negate, NULL,
	 "differential: swap before and after in colours and texts, not in widths", NULL},
	{"diff-colors", 0, OPTION_TEXT, OURS, &settings.difference_hues, "HUES",
	 "differential: red-blue or blue-orange (red-blue)", NULL},
	{"diff-by", 0, OPTION_TEXT, OURS, &settings.difference_by, "WHICH",
	 "differential: colour by a frame's self or total difference (self)", NULL},
	{"diff-scale", 0, OPTION_TEXT, OURS, &settings.difference_scale, "SCALE",
	 "differential: colour by the share of the largest difference, or by the change of the "
	 "frame's own count: share or change (share)", NULL},
	{"colordiffusion", 0, OPTION_FLAG, OURS, &settings.render.color_diffusion, NULL,
	 OPTION_RARELY "the wider a frame, the redder", NULL},
	{"uicolor", 0, OPTION_TEXT, OURS, &settings.render.ui_color, "COLOR",
	 OPTION_RARELY "texts around the graph (#000000)", NULL},
	{"search-color", 0, OPTION_TEXT, OURS, &settings.render.search_color, "COLOR",
	 OPTION_RARELY "frames that a search finds (rgb(230,0,230))", NULL},
	{"theme", 0, OPTION_TEXT, OURS, &settings.theme, "THEME",
	 "surroundings: auto (as the reader's system is set), light or dark (auto)", NULL},
	{"stroke-color", 0, OPTION_TEXT, OURS, &settings.render.stroke_color, "COLOR",
	 OPTION_RARELY "outline of frames (none)", NULL},

	{"inverted", 'i', OPTION_FLAG, ORIGINAL, &settings.render.inverted, NULL,
	 "icicle graph: the root on top", "Shape"},
	{"reverse", 0, OPTION_FLAG, ORIGINAL, &settings.layout.reverse, NULL,
	 "merge stacks from the leaf", NULL},
	{"flamechart", 0, OPTION_FLAG, ORIGINAL, &settings.flame_chart, NULL,
	 "keep the input's order: time runs to the right", NULL},
	{"no-sort", 0, OPTION_FLAG, OURS, &settings.no_sort, NULL,
	 OPTION_RARELY "keep the input's order: it is sorted as wanted", NULL},
	{"base", 0, OPTION_LIST, OURS, &settings.bases, "SYM",
	 "only stacks with this frame, which becomes their root (repeatable)", NULL},
	{"truncate-text-right", 0, OPTION_FLAG, OURS, &settings.truncate_right, NULL,
	 OPTION_RARELY "cut long names at their end (as by default)", NULL},

	{"diff-layout", 0, OPTION_TEXT, OURS, &settings.difference_layout, "WHAT",
	 "differential: widths from the counts after or before, from their union, or a pair of "
	 "graphs (after)", NULL},

	READING_OPTIONS(&settings.reading, OURS, OPTION_RARELY),

	{"nameattr", 0, OPTION_TEXT, ORIGINAL, &settings.attributes, "FILE",
	 OPTION_RARELY "attributes of functions: id, class, href, title ...", "Output"},
	{"encoding", 0, OPTION_TEXT, ORIGINAL, &settings.render.encoding, "NAME",
	 OPTION_RARELY "the XML declaration's encoding (UTF-8)", NULL},
	{"gzip", 0, OPTION_FLAG, OURS, &settings.gzip, NULL,
	 "compress the picture (as with -o FILE.svgz)", NULL},
	{"no-javascript", 0, OPTION_FLAG, OURS, &settings.render.no_javascript, NULL,
	 OPTION_RARELY "a still picture", NULL},
	{"pretty-xml", 0, OPTION_FLAG, OURS, &settings.render.pretty, NULL,
	 OPTION_RARELY "indent the picture's source", NULL},
	CLI_COMMON_OPTIONS(&settings.cli),
};
/* clang-format on */

static const struct tool tool = {
	.name = "flamesvg",
	.usage = "[OPTION]... [FILE]...",
	.summary = "Draws profiles as an interactive flame graph in SVG. Reads folded stacks and\n"
		   "whatever fold-stacks reads; several inputs add up. Two counts for each stack\n"
		   "make a differential. Without FILE, or with -, reads standard input.",
	.examples = "perf script | flamesvg > out.svg\n"
		    "flamesvg --title 'CPU, host 12' --colors java -o out.svg cpu.folded\n"
		    "diff-stacks before.folded after.folded | flamesvg > diff.svg",
	.options = options,
};

/* The number that text begins with, digits and at most one point; *end is what stands behind it.
 * Negative where there is none. */
static double leading_number(const char *text, const char **end)
{
	size_t size = strspn(text, "0123456789.");
	char *behind;
	double value = size ? strtod(text, &behind) : -1;
	*end = text + size;
	return size && behind == *end ? value : -1;
}

static void check_sizes(struct settings *s)
{
	const struct cli *cli = &s->cli;
	struct render_options *render = &s->render;
	const char *end;
	if (s->width && strcmp(s->width, "100%") == 0) {
		render->page_width = true;
	} else if (s->width) {
		render->width = leading_number(s->width, &end);
		if (*end || !(render->width > SIDES) || render->width > SIZE_MAX_PX)
			cli_usage(cli, "--width: '%s' is not a number above %d, nor 100%%",
			          s->width, SIDES);
	}
	if (render->frame_height < 2 || render->frame_height > SIZE_MAX_PX)
		cli_usage(cli, "--height: a frame has 2 px or more");
	if (render->font_size > SIZE_MAX_PX)
		cli_usage(cli, "--fontsize: too large");
	s->layout.width = render->width - SIDES;
	if (s->min_width) {
		s->layout.min_width = leading_number(s->min_width, &end);
		s->layout.min_is_share = *end == '%';
		if (s->layout.min_width < 0 || *(*end == '%' ? end + 1 : end))
			cli_usage(cli, "--minwidth: '%s' is neither a number (px) nor N%%",
			          s->min_width);
	}
	if (s->total) {
		s->layout.total = leading_number(s->total, &end);
		if (s->layout.total < 0 || *end)
			cli_usage(cli, "--total: '%s' is not a number", s->total);
	}
}

static void check_theme(struct settings *s)
{
	static const struct {
		const char *name;
		enum render_theme theme;
	} themes[] = {{"auto", THEME_AUTO}, {"light", THEME_LIGHT}, {"dark", THEME_DARK}};
	/* Who chose colours for the surroundings means them for every reader. */
	bool chosen = s->background || strcmp(s->render.ui_color, "#000000") != 0;
	const char *name = s->theme ? s->theme : chosen ? "light" : "auto";
	for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
		if (strcmp(name, themes[i].name) != 0)
			continue;
		s->render.theme = themes[i].theme;
		return;
	}
	cli_usage(&s->cli, "--theme: '%s' is none of: auto light dark", name);
}

static void check_background(struct settings *s)
{
	const char *name = s->background ? s->background : palette_background(s->colors);
	if (!render_background(&s->render, name))
		cli_usage(&s->cli, "--bgcolors: '%s' is none of: yellow blue green grey #rrggbb",
		          name);
}

/* Opens the palette, with the user's own rules. */
static void check_palette(struct settings *s)
{
	const struct cli *cli = &s->cli;
	enum palette_source source = s->hash     ? COLOR_BY_HASH
	                             : s->random ? COLOR_RANDOM
	                                         : COLOR_BY_NAME;
	struct error err = {0};
	enum status status = palette_open(s->colors, source, &s->render.palette, &err);
	if (status == STATUS_FAILED)
		cli_usage(cli, "--colors: %s", err.text);
	if (s->consistent && strcmp(s->colors, "by-depth") == 0)
		cli_usage(cli,
		          "--cp keeps one colour for each name, --colors by-depth has several");
	for (size_t i = 0; i < s->color_rules.count && !status; i++) {
		status = palette_add_rule(s->render.palette, s->color_rules.items[i], &err);
		if (status == STATUS_FAILED)
			cli_usage(cli, "--color-rule: %s", err.text);
	}
	if (status)
		exit(cli_fail(cli, &err));
}

/* The place of the option's value among the names, which end with NULL; 0 where it is not given. */
static unsigned check_choice(const struct cli *cli, const char *option, const char *value,
                             const char *const names[])
{
	char all[64] = "";
	for (unsigned i = 0; names[i]; i++) {
		if (!value || strcmp(value, names[i]) == 0)
			return i;
		snprintf(all + strlen(all), sizeof all - strlen(all), " %s", names[i]);
	}
	cli_usage(cli, "--%s: '%s' is none of:%s", option, value, all);
}

static void check_differences(struct settings *s)
{
	static const char *const measures[] = {"self", "total", NULL};
	static const char *const scales[] = {"share", "change", NULL};
	static const char *const layouts[] = {"after", "before", "union", "pair", NULL};
	static const enum layout_side sides[] = {LAYOUT_AFTER, LAYOUT_BEFORE, LAYOUT_UNION,
	                                         LAYOUT_BEFORE};
	const struct cli *cli = &s->cli;
	s->render.difference_by = check_choice(cli, "diff-by", s->difference_by, measures);
	s->render.difference_scale = check_choice(cli, "diff-scale", s->difference_scale, scales);
	unsigned layout = check_choice(cli, "diff-layout", s->difference_layout, layouts);
	s->layout.side = sides[layout];
	s->pair = layout == 3;
	s->render.hatched = layout > 0;
	if (!s->difference_hues)
		return;
	s->render.difference_hues = difference_hues_find(s->difference_hues);
	if (!s->render.difference_hues)
		cli_usage(&s->cli, "--diff-colors: '%s' is none of: " DIFFERENCE_NAMES,
		          s->difference_hues);
}

static void check_colors(struct settings *s)
{
	const struct {
		const char *option, *value;
	} colors[] = {
		{"uicolor", s->render.ui_color},
		{"search-color", s->render.search_color},
		{"stroke-color", s->render.stroke_color},
	};
	for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
		if (colors[i].value && !style_is_color(colors[i].value))
			cli_usage(&s->cli,
			          "--%s: '%s' is no colour: #rgb, #rrggbb, rgb(R,G,B) or a name",
			          colors[i].option, colors[i].value);
	check_palette(s); /* names an unknown one, before its background is looked for */
	check_differences(s);
	check_background(s);
	check_theme(s);
}

/* Whether a picture, which is ASCII but for what can be written as a reference, is right in an
 * encoding of this name. */
static bool is_encoding(const char *name)
{
	static const char *const wide[] = {"UTF-16", "UTF16", "UTF-32",
	                                   "UTF32",  "UCS",   "ISO-10646"};
	static const char others[] = "0123456789._-";
	static const char all[] =
		"0123456789._-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (strncasecmp(name, wide[i], strlen(wide[i])) == 0)
			return false;
	return *name && !strchr(others, *name) && name[strspn(name, all)] == '\0';
}

static void check_texts(struct settings *s)
{
	struct render_options *render = &s->render;
	if (!render->title || !*render->title)
		render->title = s->flame_chart     ? "Flame Chart"
		                : render->inverted ? "Icicle Graph"
		                                   : "Flame Graph";
	if (render->notes && strpbrk(render->notes, "<>"))
		cli_usage(&s->cli, "--notes: the text must not contain < or >");
	if (!style_is_font(render->font_type))
		cli_usage(&s->cli, "--fonttype: '%s' is no list of font families",
		          render->font_type);
	if (render->encoding && !is_encoding(render->encoding))
		cli_usage(&s->cli, "--encoding: '%s' is no encoding that contains ASCII",
		          render->encoding);
}

static void check_settings(struct settings *s)
{
	check_sizes(s);
	check_texts(s);
	check_colors(s);
	s->render.original = s->reading.read.as_perf;
	s->layout.wakers = strcmp(s->colors, "chain") == 0;
	s->layout.input_order = s->flame_chart || s->no_sort;
	s->reading.read.keep_order = s->layout.input_order;
}

/* Files that say how names look. */
static enum status read_looks(struct settings *s, struct attributes **attributes, struct error *err)
{
	enum status status = STATUS_OK;
	if (s->attributes)
		status = attributes_read(s->attributes, attributes, err);
	if (!status && s->consistent)
		status = palette_read(s->render.palette, PALETTE_MAP, err);
	s->render.attributes = *attributes;
	return status;
}

/* How many samples a picture is made of, of a differential the fewer of its sides; negative where
 * that is not known. */
static double samples_of(const struct settings *s, const struct profile *profile,
                         const struct layout *layouts, double sum)
{
	const struct facts *facts = &profile->facts;
	const struct sides all = layouts->items[0].total;
	bool known = *facts->unit.name && !s->render.original;
	if (!known || strcmp(facts->unit.name, "samples") == 0)
		return strcmp(render_count_name(&s->render), "samples") == 0 ? sum : -1;
	double after = layouts->differential
	                       ? facts_samples(facts, 1, (double)all.after, layouts->places)
	                       : -1;
	double before = facts_samples(facts, 0, (double)all.before, layouts->places);
	if (!layouts->differential)
		before = facts_samples(facts, 0, (double)layouts->sum, layouts->places);
	double fewest = after >= 0 && (before < 0 || after < before) ? after : before;
	return fewest < 0 ? -1 : floor(fewest + 0.5);
}

/* Says what is odd about a picture. */
static void warn(const struct settings *s, const struct profile *profile,
                 const struct layout *layouts)
{
	const struct cli *cli = &s->cli;
	double sum = (double)layouts->sum / (double)number_power10(layouts->places);
	double samples = samples_of(s, profile, layouts, sum);
	if (samples >= 0 && samples < LOW_COUNT && !s->few_said)
		cli_warn(cli, "only %g sample%s: hardly a profile", samples,
		         samples == 1 ? "" : "s");
	if (layouts->differential && s->color_rules.count)
		cli_warn(cli,
		         "--color-rule: ignored, a differential is coloured by its differences");
	if (!layouts->differential &&
	    (s->difference_by || s->difference_scale || s->difference_layout))
		cli_warn(cli, "--diff-by, --diff-scale, --diff-layout: ignored, there is one count "
		              "for each stack");
	if (s->flame_chart && s->sums_only && facts_known(&profile->facts))
		cli_warn(cli, "--flamechart: folded text by fold-stacks is sorted, so the order of "
		              "time is lost; give perf.data or perf script text");
	if (layouts->total_ignored)
		cli_warn(cli, "--total %s is below the sum of the counts, %.15g: ignored", s->total,
		         sum);
}

/* Lays out before and after on one scale, that of the larger sum. */
static enum status lay_out_pair(struct settings *s, const struct profile *profile,
                                struct layout *layouts, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	uint64_t sum = 0, larger = 0;
	enum status status = STATUS_OK;
	for (unsigned c = 0; c < stacks->columns && !status; c++) {
		status = stacks_total(stacks, c, &sum, err);
		larger = sum > larger ? sum : larger;
	}
	struct layout_options how = s->layout;
	double total = (double)larger / (double)number_power10(stacks->places);
	if (total > how.total)
		how.total = total;
	static const enum layout_side sides[] = {LAYOUT_BEFORE, LAYOUT_AFTER};
	for (unsigned i = 0; i < LAYOUTS_MAX && !status; i++) {
		how.side = sides[i];
		status = layout_build(profile, &how, &layouts[i], err);
		if (!status && layouts[i].sum == 0)
			status = error_set(err, STATUS_FAILED,
			                   "the counts %s are all 0: there is no pair",
			                   i ? "after" : "before");
	}
	layouts[0].total_ignored = s->layout.total > 0 && s->layout.total < total;
	return status;
}

/* What is wrong with a picture without weight. */
static enum status no_weight(const struct settings *s, const struct layout *layout,
                             struct error *err)
{
	if (s->bases.count)
		return error_set(err, STATUS_FAILED, "no stack has a frame that --base names");
	if (layout->differential && layout->side != LAYOUT_UNION)
		return error_set(err, STATUS_FAILED,
		                 "the counts %s are all 0; --diff-layout=union shows both sides",
		                 layout->side == LAYOUT_AFTER ? "after" : "before");
	return error_set(err, STATUS_FAILED, "the counts of all stacks are 0");
}

/* Which sums the picture's widths are made of. */
static enum stacks_sums sums_needed(const struct settings *s, const struct profile *profile)
{
	bool both = profile->stacks.columns == 2 && s->layout.side == LAYOUT_UNION;
	return both ? SUMS_LARGEST : SUMS_COLUMNS;
}

/* The heaviest advice goes into the picture, whose subtitle says how few samples there are. The
 * texts move to the settings. */
static void take_advice(struct settings *s, struct read_account *account)
{
	for (size_t i = 0; i < account->advice_count; i++) {
		struct advice *advice = &account->advice[i];
		s->few_said |= advice->few && !advice->carried;
		bool other = s->bases.count &&
		             facts_advice_of_weight(advice->text); /* of all stacks */
		if (!advice->given || advice->few || other ||
		    s->render.advice_count == ADVICE_DRAWN)
			continue;
		s->advice[s->render.advice_count++] = advice->text;
		advice->text = NULL;
	}
	s->render.advice = (const char *const *)s->advice;
}

/* Where changes of totals alone are more than noise, colours by the counts of each frame itself
 * would leave the picture white: then they go by the totals, unless the user chose. */
static enum status choose_measure(struct settings *s, const struct profile *profile,
                                  struct error *err)
{
	uint8_t *marks = NULL, all = 0;
	if (!profile->marks.given || s->difference_by || s->render.original)
		return STATUS_OK;
	enum status status = marks_by_frame(&profile->marks, &profile->frames, &marks, err);
	for (size_t f = 0; marks && f < profile->frames.count; f++)
		all |= marks[f];
	free(marks);
	if (!status && all == MARK_TOTAL)
		s->render.difference_by = DIFFERENCE_TOTAL;
	return status;
}

/* Reads the inputs, keeps what is wanted of them, and lays it out: *count layouts. */
static enum status prepare(struct settings *s, struct profile *profile, struct layout *layouts,
                           size_t *count, struct error *err)
{
	struct cli *cli = &s->cli;
	struct read_account account = {0};
	enum status status = reading_run(cli, &s->reading, cli->inputs, cli->input_count, profile,
	                                 &account, err);
	take_advice(s, &account);
	s->sums_only = account.sums == account.samples;
	read_account_free(&account);
	if (!status && s->bases.count)
		status = trim_stacks(profile, s->bases.items, s->bases.count, true, err);
	if (!status)
		status = profile_fit(profile, sums_needed(s, profile), err);
	if (status)
		return status;
	report_rounding(cli, &profile->stacks);
	*count = s->pair && profile->stacks.columns == 2 ? 2 : 1;
	if (profile->stacks.columns != 2) {
		s->layout.side = LAYOUT_AFTER;
		s->render.hatched = false;
	} else {
		status = choose_measure(s, profile, err);
		if (status)
			return status;
		s->render.legend = s->render.hatched ||
		                   (profile->marks.given && !s->render.original);
	}
	status = *count > 1 ? lay_out_pair(s, profile, layouts, err)
	                    : layout_build(profile, &s->layout, layouts, err);
	if (!status && layouts->sum == 0)
		status = no_weight(s, layouts, err);
	if (!status)
		warn(s, profile, layouts);
	return status;
}

/* Opens what a picture is written to. */
static enum status open_picture(struct settings *s, struct output *output, const char *path,
                                struct error *err)
{
	size_t size = path ? strlen(path) : 0;
	bool compressed = s->gzip || (size > 5 && strcmp(path + size - 5, ".svgz") == 0);
	enum status status = output_open(output, path, err);
	if (status || !compressed)
		return status;
	status = output_compress(output, err);
	return status ? output_finish(output, status, err) : STATUS_OK;
}

/* Writes a picture that says why there is none, for who redirected standard output into one. A
 * file asked for with -o is not made. */
static void write_message(struct settings *s, const struct error *why)
{
	const char *path = s->cli.output;
	struct output output;
	struct error err = {0};
	char message[sizeof why->text + 32];
	if (path && strcmp(path, "-") != 0)
		return;
	snprintf(message, sizeof message, "Nothing to draw: %s", why->text);
	if (open_picture(s, &output, NULL, &err) == STATUS_OK) {
		renderers[0].write_message(message, &s->render, &output);
		output_close(&output, true, &err);
	}
}

static enum status write_picture(struct settings *s, const struct profile *profile,
                                 const struct layout *layouts, size_t count, struct error *err)
{
	struct output output;
	enum status status = open_picture(s, &output, s->cli.output, err);
	if (status)
		return status;
	status = renderers[0].write(profile, layouts, count, &s->render, &output, err);
	if (palette_failure(s->render.palette))
		cli_warn(&s->cli, "--color-rule: some names could not be matched: %s",
		         palette_failure(s->render.palette));
	const char *advice = palette_advice(s->render.palette);
	if (!status && advice && !s->render.original)
		cli_warn(&s->cli, "--colors %s: %s", s->colors, advice);
	status = output_finish(&output, status, err);
	if (!status && s->consistent)
		status = palette_write(s->render.palette, PALETTE_MAP, err);
	return status;
}

int main(int argc, char **argv)
{
	struct profile profile;
	struct layout layouts[LAYOUTS_MAX] = {{0}};
	size_t layout_count = 0;
	struct attributes *attributes = NULL;
	struct error err = {0};

	render_defaults(&settings.render);
	settings.render.title = NULL;
	cli_parse(&settings.cli, &tool, argc, argv);
	reading_prepare(&settings.cli, &settings.reading);
	cli_check_input(&settings.cli, "folded stacks or the output of perf script");
	cli_check_output(&settings.cli, "the picture", "flame.svg");
	check_settings(&settings);

	profile_init(&profile, 1);
	enum status status = read_looks(&settings, &attributes, &err);
	if (!status) {
		status = prepare(&settings, &profile, layouts, &layout_count, &err);
		if (status)
			write_message(&settings, &err);
	}
	if (!status)
		status = write_picture(&settings, &profile, layouts, layout_count, &err);

	for (size_t i = 0; i < LAYOUTS_MAX; i++)
		layout_free(&layouts[i]);
	profile_free(&profile);
	attributes_free(attributes);
	palette_close(settings.render.palette);
	for (size_t i = 0; i < ADVICE_DRAWN; i++)
		free(settings.advice[i]);
	int code = status ? cli_fail(&settings.cli, &err) : EXIT_DONE;
	reading_options_free(&settings.reading);
	cli_free(&settings.cli);
	return code;
}
