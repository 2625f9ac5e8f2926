/* How far a recording is, by the file that perf is writing. */
#ifndef STACKFOLD_RECORD_PROGRESS_H
#define STACKFOLD_RECORD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Records counted so far. Zeroed: none. */
struct record_progress {
	uint64_t at;      /* where in the file the next record begins; 0: not known yet */
	uint64_t samples; /* taken */
	uint64_t lost;    /* that the kernel could not keep */
	bool given_up;    /* what follows is no record */
};

/* Looks at what was written to the file since the last call. Cost: reads that. */
void record_progress_look(struct record_progress *progress, int fd);

#endif
