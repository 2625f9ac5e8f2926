/* Frame colours: flamegraph.pl's palettes, what inferno adds, and ours, from a frame's name. */
#ifndef STACKFOLD_RENDER_PALETTE_H
#define STACKFOLD_RENDER_PALETTE_H

#include "base/status.h"
#include "palette/color.h"
#include "palette/hues.h"
#include "palette/shades.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum palette_source {
	COLOR_BY_NAME, /* default: from the sum of the name's code points */
	COLOR_BY_HASH, /* --hash: from a weighted hash of the first characters */
	COLOR_RANDOM,  /* --random: from a generator with a fixed seed, so that runs agree */
};

struct palette; /* a palette in use */

/* STATUS_FAILED with a message that lists the names if the name is unknown. */
enum status palette_open(const char *name, enum palette_source source, struct palette **palette,
                         struct error *err);

/* The name of each palette; NULL after the last. */
const char *palette_name(size_t index);

/* A frame that is coloured. */
struct palette_frame {
	const char *name; /* annotations such as _[k] included */
	size_t size;
	uint32_t depth;     /* its row, 0 the root's */
	unsigned kind;      /* the ORIGIN_* kind of its code here, 0: not known */
	const char *module; /* the file that its code is in ... */
	size_t module_size; /* ... 0: not known */
	unsigned wall;      /* the mark of wall-clock time that it is or is above, plus 1
	                     * (read/wall.h); 0: none */
};

/* Its colour. An annotation in the name takes precedence over `kind`. Names "--" and "-" are grey
 * 160 and grey 200. */
struct color palette_color_of(struct palette *palette, const struct palette_frame *frame);

/* The meaning of its colour: a module, or a state of its thread. Size 0: not known. */
struct name palette_meaning(const struct palette *palette, const struct palette_frame *frame);

/* Colours of one hue have the same number; 0: the palette has no such hues, or not this colour. */
unsigned palette_hue(const struct palette *palette, struct color color);

/* The colour of a name without further facts. */
struct color palette_color(struct palette *palette, const char *name, size_t size);

/* The same in a row, which matters to the palette by-depth. */
struct color palette_color_at(struct palette *palette, const char *name, size_t size,
                              uint32_t depth);

/* Whether colours depend on kind and module. */
bool palette_asks_origin(const struct palette *palette);

/* Each colour that has a counterpart on a dark page; false after the last. */
bool palette_pair(const struct palette *palette, size_t index, struct color_pair *pair);

/* Whether colours depend on the marks of wall-clock time. */
bool palette_asks_wall(const struct palette *palette);

/* If frames were coloured, and none was of a kind that the palette distinguishes: why that may be,
 * and what to do. NULL: there were such frames, or the palette distinguishes no kinds. */
const char *palette_advice(const struct palette *palette);

/* Adds a rule "REGEX=COLOUR" after the present ones (palette/color_rules.h): names that it matches
 * have this colour, whatever the palette and its file say, except "--", "-" and the empty name.
 * STATUS_FAILED with a message about what is wrong with the rule. */
enum status palette_add_rule(struct palette *palette, const char *rule, struct error *err);

/* Why matching a rule with a name failed; NULL: it did not fail. */
const char *palette_failure(const struct palette *palette);

/* Whether a name keeps its colour as long as the palette is open, so that callers may cache it. */
bool palette_is_stable(const struct palette *palette);

/* The background gradient that belongs to a palette: "yellow", "blue", "green" or "grey". */
const char *palette_background(const char *name);

/* --cp: palette_read reads colours by name from a file with lines "name->rgb(r,g,b)"; a missing
 * file has none. After that, every colour that is used is remembered by its name, except those of
 * "--" and "-" and those of rules; not for the palette by-depth. palette_write writes the names
 * sorted, completely or not at all. A line of another form is STATUS_FAILED with a message that
 * names it. */
enum status palette_read(struct palette *palette, const char *path, struct error *err);
enum status palette_write(const struct palette *palette, const char *path, struct error *err);

void palette_close(struct palette *palette);

#endif
