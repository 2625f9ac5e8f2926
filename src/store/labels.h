/* Labels of samples: sets of keys with values, as pprof, OTLP and JFR have them. Equal sets have
 * the same id. */
#ifndef STACKFOLD_STORE_LABELS_H
#define STACKFOLD_STORE_LABELS_H

#include "base/arena.h"
#include "base/table.h"
#include "store/frames.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LABEL_NONE UINT32_MAX /* no text; or no set: the answer without memory */

/* Keys, texts and units are ids of names. */
struct label {
	uint32_t key;
	uint32_t text;  /* the value; LABEL_NONE: it is `number` */
	uint32_t unit;  /* of the number; LABEL_NONE: none is known */
	uint32_t zero;  /* always 0: it makes the padding a part of what is compared */
	int64_t number; /* 0 where the value is a text */
};

/* In the order of the keys' bytes, then the texts', then of the numbers. */
struct label_set {
	const struct label *items;
	uint32_t count;
	uint32_t hash;
};

/* Zero-initialised is ready. Set 0 has no label; set i > 0 is items[i - 1]. */
struct labels {
	struct arena arena;
	struct label_set *items;
	size_t count, capacity;
	struct table table;
};

/* The id of a set of labels in any order, which are sorted where they stand; 0 for none,
 * LABEL_NONE without memory. The names are the same in all calls. */
uint32_t labels_intern(struct labels *labels, const struct frames *names, struct label *set,
                       size_t count);

/* The set of an id. */
static inline struct label_set labels_of(const struct labels *labels, uint32_t id)
{
	return id ? labels->items[id - 1] : (struct label_set){0};
}

size_t labels_memory(const struct labels *labels); /* bytes */

void labels_free(struct labels *labels); /* empty and ready again */

#endif
