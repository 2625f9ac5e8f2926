#include "render/dark_colors.h"

bool dark_colors_wanted(const struct render_options *options)
{
	return options->theme != THEME_LIGHT || (options->look->modern && !options->no_javascript);
}

/* Pair 0 is the root's; false after the last, and if no colour changes. */
static bool pair_at(const struct render_options *options, bool differential, size_t index,
                    struct color_pair *pair)
{
	if (!options->look->modern)
		return false;
	if (index == 0)
		*pair = options->look->root;
	if (differential || options->color_diffusion)
		return index == 0 ||
		       difference_hues_pair(options->difference_hues, index - 1, pair);
	struct color_pair first;
	if (!options->palette || !palette_pair(options->palette, 0, &first))
		return false;
	return index == 0 || palette_pair(options->palette, index - 1, pair);
}

static void write_color(struct markup *markup, struct color color)
{
	color_append_hex(markup_raw(markup), color);
	markup_raw_end(markup);
}

void dark_colors_write(struct markup *markup, const struct render_options *options,
                       bool differential)
{
	struct color_pair pair;
	for (size_t i = 0; pair_at(options, differential, i, &pair); i++) {
		if (i == 0)
			markup_literal(markup, "#labels text { fill: #fff; }\n"
			                       "#labels .k { fill: #000; }\n");
		if (options->image) /* also of paths */
			markup_literal(markup, "[fill=\"");
		else
			markup_literal(markup, "rect[fill=\"");
		write_color(markup, pair.light);
		markup_literal(markup, "\"]{fill:");
		write_color(markup, pair.dark);
		markup_literal(markup, "}\n");
	}
}

bool dark_colors_keep(const struct render_options *options, bool differential, struct color color)
{
	struct color_pair pair;
	size_t i = 0;
	for (; dark_colors_wanted(options) && pair_at(options, differential, i, &pair); i++)
		if (pair.light.red == color.red && pair.light.green == color.green &&
		    pair.light.blue == color.blue)
			return false;
	return i > 0;
}
