/* The contents of a speedscope file before they go to the sink. */
#ifndef STACKFOLD_FORMATS_SPEEDSCOPE_DOCUMENT_H
#define STACKFOLD_FORMATS_SPEEDSCOPE_DOCUMENT_H

#include "base/buffer.h"
#include "formats/json_shape.h"
#include "formats/put_sample.h"
#include "formats/spans.h"
#include "store/stack_queue.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The meaning of weights, and their form in the sink. */
struct value_unit {
	const char *name, *event, *unit;
	unsigned power; /* the unit is 10^power of those */
	bool time;
};

/* A sample of a profile whose samples are kept. */
struct row {
	struct decimal weight;
	uint32_t stack;
};

struct profile_read {
	struct buffer name;
	const struct value_unit *unit;
	struct stacks stacks; /* of indices of frames; if rows are not kept: with sums of weights */
	uint64_t *counts;     /* samples of each stack, likewise */
	size_t counted, count_capacity;
	uint32_t *samples; /* their stacks, until the weights were read */
	size_t sample_count, sample_capacity;
	struct decimal *weights; /* those that were before samples */
	size_t weight_count, weight_capacity;
	size_t charged;   /* weights that were after samples */
	struct row *rows; /* if samples are kept one by one */
	size_t row_count, row_capacity;
	struct spans spans;
	struct decimal start;
	bool negative_start;
};

struct speedscope {
	struct sink *sink;
	struct putting putting;
	const char *input;
	bool each; /* samples are kept one by one */
	struct profile_read *profiles;
	size_t profile_count, profile_capacity;
	uint32_t *frames; /* the sink's id of each of the file's frames */
	size_t frame_count, frame_capacity;
	uint32_t *stack; /* the current sample */
	size_t depth, stack_capacity;
	struct stack_queue queue; /* samples before it, of the same profile */
	uint32_t *ids;            /* its frames */
	size_t id_capacity;
	struct buffer name, file; /* of the current frame */
	uint64_t line;            /* 0: none */
	bool ours;                /* we wrote the file */
	bool opens, closes;       /* of the current event */
	uint32_t frame;
	struct decimal at;
	bool has_at;
	uint64_t bad_weights, bad_frames, bad_events, unpaired;
};

/* Its context is a struct speedscope. */
extern const struct json_shape speedscope_document;

#endif
