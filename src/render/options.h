/* What a picture says and how it looks. */
#ifndef STACKFOLD_RENDER_OPTIONS_H
#define STACKFOLD_RENDER_OPTIONS_H

#include "palette/palette.h"
#include "render/attributes.h"
#include "render/look.h"

/* Light and dark surroundings of the graph; AUTO: as the reader's system is set. */
enum render_theme { THEME_AUTO, THEME_LIGHT, THEME_DARK };

/* Which difference colours a frame: that of the stacks that end in it, or of all that contain it.
 */
enum difference_measure { DIFFERENCE_SELF, DIFFERENCE_TOTAL };

/* What the strength of a colour shows: the difference as a share of the largest one, or of the
 * frame's own larger count. */
enum difference_scale { DIFFERENCE_SHARE, DIFFERENCE_CHANGE };

/* What a picture says and how it looks; lengths in px. Texts are raw bytes: the renderer
 * escapes them. */
struct render_options {
	const char *title, *notes; /* notes may be NULL */
	const char *subtitle;      /* NULL: what was measured, if that is known; "": none */
	const char *count_name;    /* unit of the counts; NULL: that of the profile, or "samples" */
	const char *name_type;     /* "Function:" */
	bool original; /* as flamegraph.pl: facts other than the stacks have no effect */
	const struct look *look;
	const char *font_type;        /* NULL: that of the look */
	double font_size, font_width; /* 12; mean width of a character / font_size, 0: by look */
	double width, frame_height;   /* 1200, 16 */
	bool given_width;             /* the user chose the width: it does not follow the window */
	bool page_width;              /* as wide as the page; width is then the unscaled one */
	const char *const *advice;    /* what the profile cannot show; may be NULL */
	size_t advice_count;
	double factor;        /* displayed counts are multiplied by it */
	bool inverted;        /* icicle: the root on top */
	bool full_labels;     /* names that do not fit are cut; false: shortened first */
	const char *order;    /* of callees, for the script: "weight"; NULL: not known */
	bool negate;          /* differential: swap the hues */
	bool color_diffusion; /* colour by width */
	bool no_javascript, pretty;
	bool image; /* the picture is only looked at: no titles of frames, nothing to read back;
	               with no_javascript */
	const char *encoding;                  /* XML declaration, NULL: none */
	const char *background1, *background2; /* gradient from, to: #rrggbb */
	const char *ui_color, *search_color,
		*stroke_color; /* CSS colours; stroke_color may be NULL */
	enum render_theme theme;
	struct palette *palette;
	bool hatched; /* differential: patterns mark new and gone frames */
	bool legend;  /* differential: explain the colours */
	enum difference_measure difference_by;
	enum difference_scale difference_scale;
	const struct difference_hues *difference_hues; /* NULL: red for more, blue for less */
	const struct attributes *attributes;           /* of functions, may be NULL */
};

enum { LAYOUTS_MAX = 2 };    /* in a picture */
enum { RENDER_SIDE = 10 };   /* px on the left and right of the graph */
#define RENDER_MIN_WIDTH 0.1 /* px: narrower frames are not drawn by default */

/* Sets the defaults; palette, count_name, subtitle and attributes are NULL. */
void render_defaults(struct render_options *options);

/* The word for the counts if their unit is not known. */
const char *render_count_name(const struct render_options *options);

/* Sets the background by a gradient's name (yellow, blue, green, grey) or a colour #rrggbb. False
 * if it is neither. The text must stay as long as the options. */
bool render_background(struct render_options *options, const char *name);

/* The name of each gradient; NULL after the last. */
const char *render_background_name(size_t index);

#endif
