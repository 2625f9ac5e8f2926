/* Functions that a trace says began and ended, of one thread: turned into the times that each stack
 * was there. Events may come in any order. */
#ifndef STACKFOLD_FORMATS_SPANS_H
#define STACKFOLD_FORMATS_SPANS_H

#include "base/number.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPANS_DEPTH_MAX = 20000, /* more functions than this are not open at a time */
	SPANS_PLACES_MAX = 6,
};

#define SPANS_ANY UINT32_MAX /* as a frame that ends: the one that began last */

struct span; /* in spans.c */

/* Zeroed: empty. Times are in units of 10^-places, as many as they need. */
struct spans {
	struct span *items;
	size_t count, capacity;
	unsigned places;
	uint64_t last; /* the latest time of all */
	bool disordered;
	uint64_t
		unmatched; /* ends of what is not open, and what is open at the end: spans_replay */
	uint64_t unclosed;
};

/* A frame begins, ends, or does both: `duration` after it began. The same frame may be open several
 * times. False without memory. Events of one time stand as they were added; of two that begin
 * together the longer is the caller. */
bool spans_begin(struct spans *spans, struct decimal at, uint32_t frame);
bool spans_end(struct spans *spans, struct decimal at, uint32_t frame);
bool spans_add(struct spans *spans, struct decimal at, struct decimal duration, uint32_t frame);

/* Says that time goes on to here at least. */
void spans_until(struct spans *spans, struct decimal at);

/* Calls `stack` for each stretch of time in which the same frames, root first, were open, in order.
 * Where one ends before those that began after it, these stay. STATUS_FAILED with a message that
 * begins with `input` where too many are open; STATUS_FATAL without memory; else what a call
 * returned. Cost: sorts unless in order; frames open at a time for each event. */
enum status spans_replay(struct spans *spans, const char *input,
                         enum status (*stack)(void *context, const uint32_t *frames, size_t depth,
                                              uint64_t from, uint64_t to, struct error *err),
                         void *context, struct error *err);

void spans_free(struct spans *spans); /* empty again */

#endif
