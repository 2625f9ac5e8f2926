/* The progress of a recording, from the file that perf is writing. */
#ifndef STACKFOLD_RECORD_PROGRESS_H
#define STACKFOLD_RECORD_PROGRESS_H

#include "record/records.h"

/* Records counted so far. Zeroed: none. */
struct record_progress {
	struct records records;
	uint64_t samples; /* taken */
	uint64_t lost;    /* that the kernel could not keep */
};

/* Looks at what was written to the file since the last call. Cost: reads that. */
void record_progress_look(struct record_progress *progress, int fd);

#endif
