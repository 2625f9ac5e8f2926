/* Colours by name, and the file that keeps them. */
#ifndef STACKFOLD_RENDER_COLOR_MAP_H
#define STACKFOLD_RENDER_COLOR_MAP_H

#include "base/status.h"
#include "palette/color.h"
#include "store/frames.h"

/* Zero-initialised is empty and ready. */
struct color_map {
	struct frames names;
	struct color *colors; /* by the name's id */
	size_t capacity;
};

/* Sets the colour of a name; false without memory. */
bool color_map_set(struct color_map *map, const char *name, size_t size, struct color color);

/* The colour of a name, or NULL; good until the next is set. */
const struct color *color_map_find(const struct color_map *map, const char *name, size_t size);

/* Reads lines "name->rgb(r,g,b)" (a missing file: none), and writes them sorted, the file whole or
 * not at all. A line that is not of that form is STATUS_FAILED naming it. */
enum status color_map_read(struct color_map *map, const char *path, struct error *err);
enum status color_map_write(const struct color_map *map, const char *path, struct error *err);

void color_map_free(struct color_map *map); /* empty and ready again */

#endif
