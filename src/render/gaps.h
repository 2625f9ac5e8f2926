/* Lines in the colour of the background between frames that touch each other. */
#ifndef STACKFOLD_RENDER_GAPS_H
#define STACKFOLD_RENDER_GAPS_H

#include "render/markup.h"

struct gap_row;

/* Zeroed: no frames yet. */
struct gaps {
	struct buffer path;
	struct gap_row *rows; /* [depth]: its last frame */
	size_t count, capacity;
	bool failed; /* without memory */
};

/* A frame, those of a row from left to right; in tenths of a px. */
void gaps_add(struct gaps *gaps, size_t depth, int64_t left, int64_t right, int64_t top,
              int64_t height);

/* A path of class "gap", and begins anew. The script makes others like it, so there is one in a
 * picture without gaps too. */
void gaps_write(struct gaps *gaps, struct markup *markup, const char *color);
void gaps_free(struct gaps *gaps);

#endif
