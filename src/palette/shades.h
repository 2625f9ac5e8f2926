/* Colours that come from tables instead of hues: ramps that look even, also to colour-blind
 * readers; modules; depths; differences. On all of them black text has a contrast of 4.5 or more.
 * Places on ramps are whole numbers, 0 to RAMP_END. */
#ifndef STACKFOLD_RENDER_SHADES_H
#define STACKFOLD_RENDER_SHADES_H

#include "palette/color.h"

#include <stdbool.h>

/* The lighter part of matplotlib's ramps, softened. */
struct color shade_viridis(uint32_t place);
struct color shade_cividis(uint32_t place);

/* One of 32 colours for a hash, 0 meaning no module: grey. The place varies its lightness. */
struct color shade_module(unsigned hash, uint32_t place);

/* Calm colours: one of few hues for the hash of a module, one each for the kernel and for the
 * system's run-time libraries, and amber for a hash of 0, no module. The place chooses one of a few
 * levels of lightness. */
enum calm_part { CALM_MODULE, CALM_KERNEL, CALM_RUNTIME };
struct color shade_calm(enum calm_part part, unsigned hash, uint32_t place);

/* A colour on a light page, for black text, and its counterpart on a dark page, for white text. */
struct color_pair {
	struct color light, dark;
};

/* Each calm colour; false after the last. */
bool shade_calm_pair(size_t index, struct color_pair *pair);

/* The hue of a calm colour on a light page, from 1 on; 0: it is not a calm colour. */
unsigned shade_calm_hue(struct color color);

/* From yellow in row 0 over red to blue in row 32, and back. The place varies its lightness. */
struct color shade_depth(uint32_t depth, uint32_t place);

/* A pair of hues for differences. */
struct difference_hues;

/* "red-blue" or "blue-orange"; NULL if the name is neither. */
const struct difference_hues *difference_hues_find(const char *name);

/* The name of each pair; NULL after the last. */
const char *difference_hues_name(size_t index);

/* The ends of a pair's shades: for the largest and the smallest difference, for more and for less.
 * hues NULL: as below. */
enum { DIFFERENCE_ENDS = 4 };
void difference_hues_ends(const struct difference_hues *hues, struct color ends[DIFFERENCE_ENDS]);

/* The same pair in calm colours, which come in a few steps. NULL: red and blue. */
const struct difference_hues *difference_hues_calm(const struct difference_hues *hues);

/* The number of steps of the colours; 0: every strength has a colour of its own. */
unsigned difference_hues_steps(const struct difference_hues *hues);

/* Each colour of hues that come in steps; false after the last. */
bool difference_hues_pair(const struct difference_hues *hues, size_t index,
                          struct color_pair *pair);

/* White at 0, one hue for more, the other for less, paler the smaller |delta| / max. hues NULL: red
 * for more and blue for less. */
struct color difference_shade(const struct difference_hues *hues, double delta, double max);

#endif
