/* Frame colours: flamegraph.pl's palettes and what inferno adds, from a frame's name. */
#ifndef STACKFOLD_RENDER_PALETTE_H
#define STACKFOLD_RENDER_PALETTE_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct color {
	uint8_t red, green, blue;
};

enum palette_source {
	COLOR_BY_NAME, /* default: from the sum of the name's code points */
	COLOR_BY_HASH, /* --hash: from a weighted hash of the first characters */
	COLOR_RANDOM,  /* --random: from a generator with a fixed seed, so that runs agree */
};

struct palette; /* a palette in use */

/* STATUS_FAILED with a message that lists the names when the name is unknown. */
enum status palette_open(const char *name, enum palette_source source, struct palette **palette,
                         struct error *err);

/* The colour of a frame by its name (annotations such as _[k] included). Names "--" and "-" are
 * grey 160 and grey 200. */
struct color palette_color(struct palette *palette, const char *name, size_t size);

/* Whether a name keeps its colour for as long as the palette is open: it may be asked for once. */
bool palette_is_stable(const struct palette *palette);

/* The background gradient that belongs to a palette: "yellow", "blue", "green" or "grey". */
const char *palette_background(const char *name);

/* Differential: white at 0, red for more, blue for less, paler the smaller |delta| / max. */
struct color palette_difference(double delta, double max);

/* --cp: colours by name from a file "name->rgb(r,g,b)" (missing: none), and back, sorted, whole or
 * not at all. After palette_read every colour asked for is remembered, but for "--" and "-". A
 * line that is not of that form is STATUS_FAILED naming it. */
enum status palette_read(struct palette *palette, const char *path, struct error *err);
enum status palette_write(const struct palette *palette, const char *path, struct error *err);

void palette_close(struct palette *palette);

#endif
