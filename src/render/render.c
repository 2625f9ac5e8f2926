#include "render/render.h"

#include "render/svg.h"

const struct renderer renderers[] = {
	{"svg", svg_write, svg_write_message},
	{NULL, NULL, NULL},
};
