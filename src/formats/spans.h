/* Converts the beginnings and ends of one thread's functions in a trace to the time of each stack.
 * Events may be in any order. */
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

#define SPANS_ANY UINT32_MAX /* as the frame of an end: the one that began last */

struct span; /* in spans.c */

/* Zeroed: empty. Times are in units of 10^-places, as many as they need. */
struct spans {
	struct span *items;
	size_t count, capacity;
	unsigned places;
	uint64_t last; /* the latest time of all */
	bool disordered;
	uint64_t unmatched; /* ends of frames that are not open, and frames that are open at the
	                       end: set by spans_replay */
	uint64_t unclosed;
};

/* Adds the beginning of a frame, its end, or both: the end `duration` after the beginning. The same
 * frame may be open several times. False without memory. Events of the same time stay in the order
 * in which they were added; of two that begin together the longer is the caller. */
bool spans_begin(struct spans *spans, struct decimal at, uint32_t frame);
bool spans_end(struct spans *spans, struct decimal at, uint32_t frame);
bool spans_add(struct spans *spans, struct decimal at, struct decimal duration, uint32_t frame);

/* Notes that the trace extends at least to this time. */
void spans_until(struct spans *spans, struct decimal at);

/* Calls `stack` for each period in which the same frames, root first, were open, in order. If a
 * frame ends before those that began after it, these stay open. STATUS_FAILED with a message that
 * begins with `input` if too many are open; STATUS_FATAL without memory; otherwise the status that
 * `stack` returned. Cost: sorts unless in order; frames open at a time for each event. */
enum status spans_replay(struct spans *spans, const char *input,
                         enum status (*stack)(void *context, const uint32_t *frames, size_t depth,
                                              uint64_t from, uint64_t to, struct error *err),
                         void *context, struct error *err);

void spans_free(struct spans *spans); /* empty again */

#endif
