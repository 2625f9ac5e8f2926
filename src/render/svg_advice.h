/* Advice in a picture: what the profile cannot answer, in lines above the frames. */
#ifndef STACKFOLD_RENDER_SVG_ADVICE_H
#define STACKFOLD_RENDER_SVG_ADVICE_H

#include "base/buffer.h"
#include "render/svg_frames.h"

/* Room for the lines, px; 0 where there is no advice. */
double svg_advice_height(const struct render_options *options);

/* The lines, from `top` down, broken between words where the picture is too narrow; the g "advice"
 * has their whole text as its title. */
void svg_advice_write(struct buffer *out, const struct render_options *options, double top);

#endif
