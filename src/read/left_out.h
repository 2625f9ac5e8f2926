/* Samples that a choice by process, CPU or time left out, for the message if no sample is left. */
#ifndef STACKFOLD_READ_LEFT_OUT_H
#define STACKFOLD_READ_LEFT_OUT_H

#include "base/text.h"
#include "read/choice.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally_item;

/* What samples are counted by. */
enum left_out_by { BY_COMM, BY_PID, BY_TID, BY_CPU, LEFT_OUT_KINDS };

/* Zero-initialised: none. */
struct left_out {
	struct tally_item *items[LEFT_OUT_KINDS]; /* samples by name or number */
	uint64_t first_time, last_time;           /* of those that have a time, in nanoseconds */
	bool timed;                               /* there are such */
	bool placed;                              /* samples' CPUs are known */
};

/* Counts samples; false without memory. */
bool left_out_add(struct left_out *left_out, enum left_out_by by, struct text name, uint64_t count);

/* Counts a sample by the field that the choice does not fit. comm: size 0: not known. False without
 * memory. */
bool left_out_sample(struct left_out *left_out, const struct choice *choice,
                     const struct sample_place *place, struct text comm);

bool left_out_merge(struct left_out *into, const struct left_out *from);

/* Writes "java (500 samples), bash (1 sample) and 3 others", the largest first and at most ten. ""
 * where there are none. False without memory. */
bool left_out_list(const struct left_out *left_out, enum left_out_by by, char *list, size_t room);

void left_out_free(struct left_out *left_out);

#endif
