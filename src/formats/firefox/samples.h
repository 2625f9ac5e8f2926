/* Samples of a thread in Firefox's profiles: columns of times and weights besides
 * that of stacks. */
#ifndef STACKFOLD_FORMATS_FIREFOX_SAMPLES_H
#define STACKFOLD_FORMATS_FIREFOX_SAMPLES_H

#include "base/number.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WEIGHT_PLACES_MAX = 9 };

/* Weights in units of 10^-places; not kept as long as all are 1. */
struct weights {
	uint64_t *items;
	size_t count, capacity;
	unsigned places;
	bool kept;
};

struct samples_read {
	struct weights weights;
	uint64_t *times; /* nanoseconds; only if they are needed */
	size_t time_count, time_capacity;
	uint64_t last_time;
	enum weight_type { WEIGHT_SAMPLES, WEIGHT_MS, WEIGHT_BYTES } type;
};

/* False if it does not fit 64 bits (*fits) or there is no memory. More than WEIGHT_PLACES_MAX
 * places are rounded. */
bool weights_add(struct weights *weights, struct decimal weight, bool *fits);

/* Weight i in units of 10^-weights->places; 1 if the column has none. */
uint64_t weights_get(const struct weights *weights, size_t i);

bool samples_add_time(struct samples_read *samples, uint64_t time);

void samples_read_free(struct samples_read *samples); /* empty again */

#endif
