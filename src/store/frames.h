/* Distinct frame names as dense 32-bit ids. */
#ifndef STACKFOLD_STORE_FRAMES_H
#define STACKFOLD_STORE_FRAMES_H

#include "base/arena.h"
#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAME_NONE UINT32_MAX /* no frame: the answer where memory ran out */

/* A frame's name: any bytes but ';' and newline, by length, NUL allowed inside. */
struct frame {
	const char *name; /* in the arena, a NUL after it */
	uint32_t size;
	uint32_t hash; /* of the name */
};

/* Frame i is frames->items[i], for i below count. Ids are given in the order of the first calls. */
struct frames {
	struct arena arena;
	struct frame *items;
	size_t count, capacity;
	struct table table;
};

/* The id of a name, added if new; FRAME_NONE without memory. Cost: one hash and one look-up. */
uint32_t frames_intern(struct frames *frames, const char *name, size_t size);

/* The same for a name with a NUL after it that lasts as long as the frames: it is not copied. */
uint32_t frames_intern_lasting(struct frames *frames, const char *name, size_t size);

/* The id of a name; FRAME_NONE: no frame has it. */
uint32_t frames_find(const struct frames *frames, const char *name, size_t size);

void frames_free(struct frames *frames); /* empty and ready again */

#endif
