/* Colours: what users write, and places on a ramp. */
#ifndef STACKFOLD_RENDER_COLOR_H
#define STACKFOLD_RENDER_COLOR_H

#include "base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct color {
	uint8_t red, green, blue;
};

/* The names that color_parse knows, with blanks between them. */
#define COLOR_NAMES                                                                                \
	"aqua black blue brown cyan fuchsia gray green grey lime magenta maroon navy olive "       \
	"orange pink purple red silver teal white yellow"

/* Reads #rgb, #rrggbb, rgb(R,G,B) with parts up to 255, or one of COLOR_NAMES in any case of
 * letters, as CSS means them. False, with *color unchanged, where text is none of these. */
bool color_parse(const char *text, struct color *color);

/* Colours at even distances; every place between the first and the last has a colour. */
struct ramp {
	const struct color *stops;
	unsigned count; /* 2 or more */
};

#define RAMP_END 65536U /* the place of the last stop; the first is at 0 */

/* The colour at a place, computed with whole numbers, so that all machines give the same. */
struct color ramp_at(const struct ramp *ramp, uint32_t place);

/* From one colour (share 0) to another (share RAMP_END). */
struct color color_mix(struct color from, struct color to, uint32_t share);

/* Appends "#rrggbb". */
void color_append_hex(struct buffer *out, struct color color);

#endif
