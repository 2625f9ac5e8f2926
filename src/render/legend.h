/* The meaning of the colours of a picture: modules, or states of threads, by the palette. */
#ifndef STACKFOLD_RENDER_LEGEND_H
#define STACKFOLD_RENDER_LEGEND_H

#include "render/markup.h"
#include "render/options.h"
#include "render/svg_geometry.h"
#include "store/frames.h"

/* A module or state, with the weight of its frames themselves. */
struct legend_entry {
	uint64_t weight;
	uint64_t widest;    /* of its frames ... */
	struct color color; /* ... and its colour */
};

/* Zero-initialised: empty. */
struct legend {
	struct frames names;
	struct legend_entry *entries; /* of name i, for i below names.count */
	size_t capacity;
	bool failed; /* without memory: something is missing */
};

enum { LEGEND_NONE = UINT32_MAX };

/* The entry of a name; LEGEND_NONE if it has no characters, or without memory. */
uint32_t legend_meaning(struct legend *legend, const char *name, size_t size);

/* Adds a frame to an entry: its own weight, its extent and its colour. */
void legend_add(struct legend *legend, uint32_t entry, uint64_t self, uint64_t extent,
                struct color color);

/* Writes the heaviest entries, as many as fit, in a line below the graph, those of one hue as one
 * item with all their names; nothing if there are fewer than two items. */
void legend_write(struct legend *legend, struct markup *markup,
                  const struct render_options *options, const struct svg_geometry *geometry);

void legend_free(struct legend *legend);

#endif
