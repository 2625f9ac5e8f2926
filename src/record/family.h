/* The processes that a process starts, and those that they start, by what a recording says. */
#ifndef STACKFOLD_RECORD_FAMILY_H
#define STACKFOLD_RECORD_FAMILY_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

struct family {
	uint32_t *pids; /* free() frees */
	size_t count, capacity;
};

/* Adds to a family that holds some processes all that they have started, by the records of new
 * tasks in a perf.data. STATUS_FATAL without memory. */
enum status family_find(struct family *family, int fd, struct error *err);

#endif
