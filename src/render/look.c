#include "render/look.h"

#include "render/assets.h"

#include <string.h>

#define ASSET(name)                                                                                \
	{                                                                                          \
		asset_##name, &asset_##name##_size                                                 \
	}

static const struct look looks[] = {
	{
		.name = "modern",
		.font_type = "system-ui, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, "
			     "\"DejaVu Sans\", sans-serif",
		.font_width = 0.6,
		.colors = "calm",
		.background = "#ffffff",
		.outline = "#aab4be",
		.cut = "\xe2\x80\xa6", /* an ellipsis */
		.cut_width = 1,
		.modern = true,
		.style = ASSET(modern_css),
		.page = ASSET(modern_page_css),
		.dark = ASSET(modern_dark_css),
		.script = ASSET(modern_js),
		.root = {{0xe4, 0xe7, 0xeb}, {0x2f, 0x34, 0x3d}},
	},
	{
		.name = "classic", /* as in flamegraph.pl */
		.font_type = "Verdana",
		.font_width = 0.59,
		.colors = "hot",
		.cut = "..",
		.cut_width = 2,
		.style = ASSET(flamegraph_css),
		.dark = ASSET(dark_css),
		.script = ASSET(classic_js),
	},
};

const struct look *look_default(void)
{
	return looks;
}

const struct look *look_find(const char *name)
{
	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		if (strcmp(looks[i].name, name) == 0)
			return &looks[i];
	return NULL;
}
