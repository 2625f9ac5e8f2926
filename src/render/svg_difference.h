/* The parts of a differential's picture around its frames: attributes for the script, patterns, a
 * legend, headings. */
#ifndef STACKFOLD_RENDER_SVG_DIFFERENCE_H
#define STACKFOLD_RENDER_SVG_DIFFERENCE_H

#include "render/markup.h"
#include "render/svg_geometry.h"
#include "render/weights.h"

/* The picture's layouts, one, or before and after. */
struct svg_difference {
	const struct profile *profile;
	const struct layout *layouts;
	size_t count;
	const struct render_options *options;
	const struct weights *weights;
};

/* Attributes of the root for the script: what colours are made of. */
void svg_difference_data(struct markup *markup, const struct svg_difference *difference);

/* Patterns for new and gone frames, below <defs>; nothing if frames are not hatched. */
void svg_difference_patterns(struct markup *markup, const struct svg_difference *difference);

/* Below the title, what the picture does not show of the other side, and a legend; over each pane
 * of a pair, its heading. */
void svg_difference_words(struct markup *markup, const struct svg_difference *difference,
                          const struct svg_geometry *geometry);

#endif
