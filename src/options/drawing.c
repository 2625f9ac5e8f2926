#include "options/drawing.h"

#include "base/c_locale.h"
#include "base/escape.h"
#include "options/values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SIDES = 2 * RENDER_SIDE, SIZE_MAX_PX = 1000000 };

static enum status check_labels(struct drawing_options *options, struct error *err)
{
	unsigned full = !options->render.look->modern;
	enum status status = options->labels ? option_choice("labels", options->labels, &full, err)
	                                     : STATUS_OK;
	options->render.full_labels = full;
	return status;
}

static enum status check_look(struct drawing_options *options, struct error *err)
{
	const struct look *look = options->look ? look_find(options->look) : options->render.look;
	if (!look)
		return error_set(err, STATUS_FAILED, "--look: '%s' is none of: " LOOK_NAMES,
		                 options->look);
	options->render.look = look;
	if (!options->colors)
		options->colors = look->colors;
	return check_labels(options, err);
}

/* --- sizes ---------------------------------------------------------------------------------- */

/* The number that text begins with, digits and at most one point; *end: the text after it. Negative
 * if there is none. */
static double leading_number(const char *text, const char **end)
{
	size_t size = strspn(text, "0123456789.");
	char *after;
	double value = size ? c_locale_strtod(text, &after) : -1;
	*end = text + size;
	return size && after == *end ? value : -1;
}

static enum status check_width(struct drawing_options *options, struct error *err)
{
	struct render_options *render = &options->render;
	const char *end;
	if (options->width && strcmp(options->width, "100%") == 0) {
		render->page_width = true;
	} else if (options->width) {
		render->width = leading_number(options->width, &end);
		if (*end || !(render->width > SIDES) || render->width > SIZE_MAX_PX)
			return error_set(err, STATUS_FAILED,
			                 "--width: '%s' is not a number above %d, nor 100%%",
			                 options->width, SIDES);
		render->given_width = true;
	}
	options->layout.width = render->width - SIDES;
	return STATUS_OK;
}

static enum status check_sizes(struct drawing_options *options, struct error *err)
{
	const struct render_options *render = &options->render;
	struct layout_options *layout = &options->layout;
	const char *end;
	enum status status = check_width(options, err);
	if (status)
		return status;
	if (render->frame_height < 2 || render->frame_height > SIZE_MAX_PX)
		return error_set(err, STATUS_FAILED, "--height: a frame has 2 px or more");
	if (render->font_size > SIZE_MAX_PX)
		return error_set(err, STATUS_FAILED, "--fontsize: too large");
	if (options->min_width) {
		layout->min_width = leading_number(options->min_width, &end);
		layout->min_is_share = *end == '%';
		if (layout->min_width < 0 || *(*end == '%' ? end + 1 : end))
			return error_set(err, STATUS_FAILED,
			                 "--minwidth: '%s' is neither a number (px) nor N%%",
			                 options->min_width);
	}
	if (options->total) {
		layout->total = leading_number(options->total, &end);
		if (layout->total < 0 || *end)
			return error_set(err, STATUS_FAILED, "--total: '%s' is not a number",
			                 options->total);
	}
	return STATUS_OK;
}

/* --- texts ---------------------------------------------------------------------------------- */

/* Whether a picture, which is ASCII and references, is valid in the encoding of this name. */
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

static enum status check_texts(struct drawing_options *options, struct error *err)
{
	struct render_options *render = &options->render;
	if (!render->title || !*render->title)
		render->title = options->flame_chart ? "Flame Chart"
		                : render->inverted   ? "Icicle Graph"
		                                     : "Flame Graph";
	if (render->notes && strpbrk(render->notes, "<>"))
		return error_set(err, STATUS_FAILED, "--notes: the text must not contain < or >");
	if (render->font_type && !style_is_font(render->font_type))
		return error_set(err, STATUS_FAILED,
		                 "--fonttype: '%s' is not a list of font families",
		                 render->font_type);
	if (render->encoding && !is_encoding(render->encoding))
		return error_set(err, STATUS_FAILED,
		                 "--encoding: '%s' is not an encoding that contains ASCII",
		                 render->encoding);
	return STATUS_OK;
}

/* --- colours -------------------------------------------------------------------------------- */

static enum status check_theme(struct drawing_options *options, struct error *err)
{
	/* Colours that the user chose for the background apply to light and dark pages. */
	bool chosen = options->background || strcmp(options->render.ui_color, "#000000") != 0;
	const char *name = options->theme ? options->theme : chosen ? "light" : "auto";
	unsigned theme = THEME_AUTO;
	enum status status = option_choice("theme", name, &theme, err);
	options->render.theme = theme;
	return status;
}

static enum status check_background(struct drawing_options *options, struct error *err)
{
	const char *plain = options->render.look->background;
	const char *name = options->background ? options->background
	                   : plain             ? plain
	                                       : palette_background(options->colors);
	if (render_background(&options->render, name))
		return STATUS_OK;
	return option_no_choice(NULL, "bgcolors", name, strlen(name), err);
}

/* Opens the palette, with the user's own rules. */
static enum status check_palette(struct drawing_options *options, struct error *err)
{
	enum palette_source source = options->hash     ? COLOR_BY_HASH
	                             : options->random ? COLOR_RANDOM
	                                               : COLOR_BY_NAME;
	struct palette **palette = &options->render.palette;
	struct error why = {0};
	enum status status = palette_open(options->colors, source, palette, &why);
	if (status)
		return error_set(err, status, "%s%s", status == STATUS_FAILED ? "--colors: " : "",
		                 why.text);
	if (options->consistent && strcmp(options->colors, "by-depth") == 0)
		return error_set(
			err, STATUS_FAILED,
			"--cp keeps one colour for each name, but --colors by-depth uses several");
	for (size_t i = 0; i < options->color_rules.count && !status; i++)
		status = palette_add_rule(*palette, options->color_rules.items[i], &why);
	if (status)
		error_set(err, status, "%s%s", status == STATUS_FAILED ? "--color-rule: " : "",
		          why.text);
	return status;
}

static enum status check_differences(struct drawing_options *options, struct error *err)
{
	static const enum layout_side sides[] = {LAYOUT_AFTER, LAYOUT_BEFORE, LAYOUT_UNION,
	                                         LAYOUT_BEFORE};
	struct render_options *render = &options->render;
	unsigned by = 0, scale = 0, layout = 0;
	enum status status = option_choice("diff-by", options->difference_by, &by, err);
	if (!status)
		status = option_choice("diff-scale", options->difference_scale, &scale, err);
	if (!status)
		status = option_choice("diff-layout", options->difference_layout, &layout, err);
	if (status)
		return status;
	render->difference_by = by;
	render->difference_scale = scale;
	options->layout.side = sides[layout];
	options->pair = layout == 3;
	render->hatched = layout > 0;
	if (!options->difference_hues)
		return STATUS_OK;
	render->difference_hues = difference_hues_find(options->difference_hues);
	if (render->difference_hues)
		return STATUS_OK;
	return option_no_choice(NULL, "diff-colors", options->difference_hues,
	                        strlen(options->difference_hues), err);
}

static enum status check_colors(struct drawing_options *options, struct error *err)
{
	const struct {
		const char *option, *value;
	} colors[] = {
		{"uicolor", options->render.ui_color},
		{"search-color", options->render.search_color},
		{"stroke-color", options->render.stroke_color},
	};
	for (size_t i = 0; i < sizeof colors / sizeof *colors; i++)
		if (colors[i].value && !style_is_color(colors[i].value))
			return error_set(
				err, STATUS_FAILED,
				"--%s: '%s' is not a colour: #rgb, #rrggbb, rgb(R,G,B) or a name",
				colors[i].option, colors[i].value);
	/* reports an unknown palette before its background is needed */
	enum status status = check_palette(options, err);
	if (!status)
		status = check_differences(options, err);
	if (!status)
		status = check_background(options, err);
	if (!status)
		status = check_theme(options, err);
	return status;
}

/* --- order ---------------------------------------------------------------------------------- */

static enum status check_order(struct drawing_options *options, struct error *err)
{
	static const enum layout_order orders[] = {LAYOUT_NAME, LAYOUT_WEIGHT, LAYOUT_INPUT};
	unsigned order = 0;
	enum status status = option_choice("order", options->order, &order, err);
	options->layout.order = orders[order];
	options->render.order = options->no_sort || options->flame_chart ? "time"
	                        : order                                  ? options->order
	                                                                 : NULL;
	if (!options->flame_chart && !options->no_sort)
		return status;
	if (!status && options->order)
		status = error_set(err, STATUS_FAILED,
		                   "--order: with --%s, stacks are in order of time",
		                   options->flame_chart ? "flamechart" : "no-sort");
	options->layout.order = LAYOUT_TIME;
	return status;
}

/* --- interface ------------------------------------------------------------------------------ */

void drawing_options_init(struct drawing_options *options)
{
	*options = (struct drawing_options){.layout = {.min_width = RENDER_MIN_WIDTH}};
	render_defaults(&options->render);
	options->render.title = NULL;
}

enum status drawing_options_prepare(struct drawing_options *options, bool as_perf,
                                    struct error *err)
{
	enum status status = check_look(options, err);
	if (!status)
		status = check_sizes(options, err);
	if (!status)
		status = check_texts(options, err);
	if (!status)
		status = check_colors(options, err);
	if (!status)
		status = check_order(options, err);
	options->layout.order_by_both = options->pair;
	options->render.original = as_perf;
	options->layout.wakers = options->colors && strcmp(options->colors, "chain") == 0;
	return status;
}

enum status drawing_options_read(struct drawing_options *options, struct error *err)
{
	enum status status = STATUS_OK;
	if (options->attributes)
		status = attributes_read(options->attributes, &options->looks, err);
	if (!status && options->consistent)
		status = palette_read(options->render.palette, PALETTE_MAP, err);
	options->render.attributes = options->looks;
	return status;
}

void drawing_options_free(struct drawing_options *options)
{
	palette_close(options->render.palette);
	options->render.palette = NULL;
	attributes_free(options->looks);
	options->render.attributes = options->looks = NULL;
}
