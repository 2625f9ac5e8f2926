/* How a picture looks, by name. */
#ifndef STACKFOLD_RENDER_LOOK_H
#define STACKFOLD_RENDER_LOOK_H

#include "palette/shades.h"

#include <stdbool.h>
#include <stddef.h>

/* A style sheet or script in the program. */
struct look_asset {
	const char *bytes;
	const size_t *size;
};

struct look {
	const char *name;
	const char *font_type;  /* font families ... */
	double font_width;      /* ... and a character's mean width by the font's size */
	const char *colors;     /* the palette */
	const char *background; /* as --bgcolors; NULL: the palette's */
	const char *outline; /* of a differential's frames, those without a difference are as light
	                        as the background; NULL: none */
	const char *cut;     /* what a label that is cut ends in ... */
	size_t cut_width;    /* ... and its width in characters */
	/* Titles at the left and the legend below; the root says what was measured. The still
	 * picture needs attributes only, for readers whose server forbids style sheets. */
	bool modern;
	struct look_asset style, dark, script;
	struct look_asset page; /* styles that only the script needs; may have no bytes */
	struct color_pair root; /* of the modern look, on a light page and on a dark one */
};

/* The default: "modern". */
const struct look *look_default(void);

/* NULL: there is no such look. */
const struct look *look_find(const char *name);

#define LOOK_NAMES "modern classic"

#endif
