#include "render/options.h"

#include "base/escape.h"

#include <string.h>

void render_defaults(struct render_options *options)
{
	*options = (struct render_options){
		.title = "Flame Graph",
		.name_type = "Function:",
		.look = look_default(),
		.font_size = 12,
		.width = 1200,
		.frame_height = 16,
		.factor = 1,
		.ui_color = "#000000",
		.search_color = "rgb(230,0,230)",
	};
	render_background(options, "yellow");
}

const char *render_count_name(const struct render_options *options)
{
	return options->count_name ? options->count_name : "samples";
}

/* Backgrounds. */
static const struct {
	const char *name, *from, *to;
} gradients[] = {
	{"yellow", "#eeeeee", "#eeeeb0"},
	{"blue", "#eeeeee", "#e0e0ff"},
	{"green", "#eef2ee", "#e0ffe0"},
	{"grey", "#f8f8f8", "#e8e8e8"},
};
enum { GRADIENTS = sizeof gradients / sizeof *gradients };

const char *render_background_name(size_t index)
{
	return index < GRADIENTS ? gradients[index].name : NULL;
}

bool render_background(struct render_options *options, const char *name)
{
	for (size_t i = 0; i < GRADIENTS; i++) {
		if (strcmp(name, gradients[i].name) != 0)
			continue;
		options->background1 = gradients[i].from;
		options->background2 = gradients[i].to;
		return true;
	}
	if (name[0] != '#' || strlen(name) != 7 || !style_is_color(name))
		return false;
	options->background1 = options->background2 = name;
	return true;
}
