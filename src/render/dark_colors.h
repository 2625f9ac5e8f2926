/* The colours of frames on a dark page. */
#ifndef STACKFOLD_RENDER_DARK_COLORS_H
#define STACKFOLD_RENDER_DARK_COLORS_H

#include "render/markup.h"
#include "render/options.h"

/* Whether the picture has a style sheet for dark pages: of the modern look, a light picture has one
 * too where its script can switch to it. */
bool dark_colors_wanted(const struct render_options *options);

/* Writes the rules that give frames, by the colours of their attributes, those of a dark page. */
void dark_colors_write(struct markup *markup, const struct render_options *options,
                       bool differential);

/* Whether a frame's colour stays the same on a dark page, where others change and have white
 * labels: colours of --color-rule do, and so does "--". */
bool dark_colors_keep(const struct render_options *options, bool differential, struct color color);

#endif
