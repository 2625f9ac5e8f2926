/* The values that Austin measures in each mode. */
#ifndef STACKFOLD_FORMATS_AUSTIN_METRICS_H
#define STACKFOLD_FORMATS_AUSTIN_METRICS_H

#include "formats/text_stacks.h"

/* A sample's metrics as in the input. */
struct austin_metrics {
	uint64_t time; /* in microseconds */
	bool idle;
	uint64_t memory; /* in bytes */
	bool freed;      /* otherwise allocated */
};

/* Declares the values of a mode: "wall", "cpu", "memory", "full"; others are treated
 * as the first. */
void austin_mode(struct text_stacks *stacks, struct text mode);

/* Puts the open stack once for each value: wall or cpu; allocated and freed; all four of "full". */
void austin_put(struct text_stacks *stacks, const struct austin_metrics *metrics);

#endif
