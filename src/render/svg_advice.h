/* Advice in a picture: what the profile cannot answer, in lines above the frames. */
#ifndef STACKFOLD_RENDER_SVG_ADVICE_H
#define STACKFOLD_RENDER_SVG_ADVICE_H

#include "render/markup.h"
#include "render/options.h"

/* The lines, from `top` down, broken between words where the picture is too narrow; the g "advice"
 * has their whole text as its title. */
void svg_advice_write(struct markup *markup, const struct render_options *options, double top);

#endif
