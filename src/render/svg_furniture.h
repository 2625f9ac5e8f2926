/* The texts around the graph of an SVG picture. */
#ifndef STACKFOLD_RENDER_SVG_FURNITURE_H
#define STACKFOLD_RENDER_SVG_FURNITURE_H

#include "render/markup.h"
#include "render/svg_geometry.h"

/* Title, subtitle and the texts that the script fills in; it finds them by id. */
void svg_furniture_write(struct markup *markup, const struct render_options *options,
                         const struct svg_geometry *geometry);

#endif
