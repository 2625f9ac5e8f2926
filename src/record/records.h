/* The records of a perf.data that perf may still be writing, in the order of the file. */
#ifndef STACKFOLD_RECORD_RECORDS_H
#define STACKFOLD_RECORD_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_LOST = 2, RECORD_FORK = 7, RECORD_SAMPLE = 9 };

/* Where a walk is. Zeroed: before the first record. */
struct records {
	uint64_t at;   /* where in the file the next record begins; 0: not known yet */
	bool given_up; /* what follows is no record */
};

/* Calls `take` for each whole record that follows, with its type and the bytes after its header. A
 * record that perf has not finished is left for a later call. Cost: reads the file. */
void records_walk(struct records *records, int fd,
                  void (*take)(void *context, uint32_t type, const char *body, size_t size),
                  void *context);

#endif
