/* The samples of a pprof profile. They are before the tables to which they refer, so they are added
 * up by their bytes: samples of the same locations and labels have one row. */
#ifndef STACKFOLD_FORMATS_PPROF_SAMPLES_H
#define STACKFOLD_FORMATS_PPROF_SAMPLES_H

#include "base/rows.h"
#include "formats/pprof/keys.h"
#include "formats/pprof/tables.h"
#include "formats/pprof/types.h"
#include "store/frames.h"

/* A distinct stack, in the pile: this, value_count values, and the fields of its locations as in
 * the message. */
struct pprof_stack {
	uint64_t met;  /* the first sample of this stack, from 1, if it has no labels: then the
	                  values are sums of all without labels. Otherwise 0: rows have them */
	uint64_t size; /* of the fields */
	uint64_t values[];
};

/* A sample without labels that is added up later. */
enum { PPROF_WAITING = 16, PPROF_WAITING_FIELDS = 512, PPROF_WAITING_VALUES = 8 };

struct pprof_waiting {
	uint64_t met;
	uint32_t hash, size; /* of the fields */
	uint64_t values[PPROF_WAITING_VALUES];
	char fields[PPROF_WAITING_FIELDS];
};

/* Zeroed except sink, keys and tables; pprof_samples_free frees. */
struct pprof_samples {
	struct sink *sink;
	struct pprof_keys keys; /* which labels count */
	const struct pprof_tables *tables;
	uint64_t *pile; /* stacks, in the order of reading */
	size_t pile_size, pile_capacity;
	struct table stacks;      /* their places in the pile */
	struct frames label_sets; /* fields of labels as in the message; set 0 is empty */
	struct rows rows;         /* struct pprof_key: stacks with labels, and those ... */
	uint64_t *values; /* ... without labels whose stack was first read with labels: for each the
	                     first sample, and value_count values */
	size_t value_capacity;
	size_t value_count; /* values of each sample; 0: no sample was read */
	struct pprof_waiting waiting[PPROF_WAITING]; /* a ring */
	size_t oldest, newest;                       /* newest: the position after the last one */
	char *stack_room, *label_room;
	size_t stack_capacity, label_capacity;
	uint64_t met; /* samples so far, for messages */
};

/* Adds a sample's message. A bad one is counted in the sink. STATUS_FAILED if sums do not fit 64
 * bits. */
enum status pprof_add_sample(struct pprof_samples *samples, struct text message, struct error *err);

/* Call after the last sample, before reading rows. */
enum status pprof_end_samples(struct pprof_samples *samples, struct error *err);

/* A key of rows: the place of a stack in the pile, and the number of a label set. */
struct pprof_key {
	uint32_t stack, labels;
};

/* Samples that were added up. */
struct pprof_row {
	struct pprof_key key;
	uint64_t met; /* the first of them */
	const uint64_t *values;
};

/* Visits all rows in the order of their first samples. Zeroed at first. */
struct pprof_walk {
	size_t stack, row; /* the next ones */
};

/* The next row, valid until rows are added; false after the last one. */
bool pprof_next_row(const struct pprof_samples *samples, struct pprof_walk *walk,
                    struct pprof_row *row);

/* The fields of the locations of a stack. */
struct text pprof_stack_fields(const struct pprof_samples *samples, uint32_t stack);

/* Adds a row's values to those of row `id` of rows, which had `known` rows before `id` was looked
 * up. */
enum status pprof_add_values(struct rows *rows, uint32_t id, size_t known, uint64_t **values,
                             size_t *capacity, const struct pprof_row *row, size_t n,
                             struct error *err);

/* Counts a sample, by its number, that cannot be used. */
void pprof_bad_sample(struct pprof_samples *samples, const char *why, uint64_t number);

void pprof_samples_free(struct pprof_samples *samples); /* sink, keys, tables and met are kept */

#endif
