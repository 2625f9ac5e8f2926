/* The samples of a pprof profile. They come before the tables that they refer to, so they are added
 * up by their bytes: samples of the same locations and labels have one row. */
#ifndef STACKFOLD_FORMATS_PPROF_SAMPLES_H
#define STACKFOLD_FORMATS_PPROF_SAMPLES_H

#include "base/rows.h"
#include "formats/pprof/tables.h"
#include "formats/pprof/types.h"
#include "store/frames.h"

/* Zeroed but for the sink; pprof_samples_free frees. */
struct pprof_samples {
	struct sink *sink;
	struct frames stacks;     /* fields of locations as they stand in the message */
	struct frames label_sets; /* fields of labels, likewise; set 0 is empty */
	struct rows keys;         /* struct pprof_key */
	uint32_t *plain;          /* of each stack: its row without labels + 1, or 0 */
	size_t plain_capacity;
	uint64_t *values; /* value_count for each key */
	size_t value_capacity;
	size_t value_count; /* of each sample; 0: none was met */
	char *stack_room, *label_room;
	size_t stack_capacity, label_capacity;
	uint64_t met; /* samples so far, for messages */
};

/* Adds a sample's message. A bad one is counted in the sink. STATUS_FAILED where sums do not fit 64
 * bits. */
enum status pprof_add_sample(struct pprof_samples *samples, struct text message, struct error *err);

/* A row of keys: ids of stacks and label sets. */
struct pprof_key {
	uint32_t stack, labels;
};

enum { PPROF_LOCATION = 1, PPROF_VALUE, PPROF_LABEL }; /* fields of a sample */

/* Adds n values to those of row `id` of keys, which had `known` rows before it was asked for. */
enum status pprof_add_values(struct rows *keys, uint32_t id, size_t known, uint64_t **values,
                             size_t *capacity, const uint64_t *more, size_t n, struct error *err);

/* Counts a sample, by its number, that cannot be used. */
void pprof_bad_sample(struct pprof_samples *samples, const char *why, uint64_t number);

void pprof_samples_free(struct pprof_samples *samples); /* sink and met stay */

#endif
