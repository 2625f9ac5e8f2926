/* Common parts of readers of whole profiles: one function that puts a sample into the sink, and
 * frames with names that folded text can contain. */
#ifndef STACKFOLD_FORMATS_PUT_SAMPLE_H
#define STACKFOLD_FORMATS_PUT_SAMPLE_H

#include "base/number.h"
#include "base/status.h"
#include "base/text.h"
#include "read/sink.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed members: unknown, not given. */
struct put_sample {
	uint32_t event;   /* by sink_value or sink_event; 0: the format names none */
	struct text comm; /* of the process or thread: the root frame, and in samples */
	struct sample_place place;
	const uint32_t *frames; /* root first, without the root frame of the process */
	size_t depth;
	uint32_t *known; /* NULL, or the stack's id in the sink, under the same root and in the same
	                    event: then frames and depth do not count. STACK_NONE: it gets set */
	struct decimal weight;
	bool zero; /* a weight of 0 counts: the stack is added, as in the profiler's own table */
	struct label *labels;
	size_t label_count;
};

/* Room that calls share. Zeroed except the sink; putting_free frees. */
struct putting {
	struct sink *sink;
	uint32_t *ids;
	size_t capacity;
	char *name;
	size_t name_capacity;
};

/* Counts a sample and, if it is wanted, adds it: under its process's root frame, in its event, and
 * as a row if rows are kept. Does nothing for an event made by sink_value that is not wanted. A
 * weight of 0 is counted, and left out with `empty`. Cost: a copy of the ids. */
enum status put_sample(struct putting *putting, const struct put_sample *sample, struct error *err);

/* The frame of a name from an input: ';' becomes ':', control characters and newlines become
 * blanks, because they would break folded text; an empty name is "[unknown]". FRAME_NONE without
 * memory. With the options --kernel and --jit, frames of these kinds (ORIGIN_*) get the marks _[k]
 * and
 * _[j]; inlined ones always get _[i], as those of perf. Passes kind and module (size 0: not known)
 * on to sink_origin. */
uint32_t put_frame(struct putting *putting, struct text name, unsigned kinds, struct text module);

/* The same for a name with a NUL after it that exists as long as the sink's frames: mostly it is
 * not copied. */
uint32_t put_lasting_frame(struct putting *putting, struct text name, unsigned kinds,
                           struct text module);

/* Makes a label of a sample, whose value is a text, or a number in a unit (size 0: none). False
 * without memory. */
bool put_text_label(struct samples *kept, struct text key, struct text text, struct label *label);
bool put_number_label(struct samples *kept, struct text key, int64_t number, struct text unit,
                      struct label *label);

void putting_free(struct putting *putting);

#endif
