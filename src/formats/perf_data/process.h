/* Records that say what runs where: which files are mapped, names of tasks, forks, functions that
 * the kernel made. Their layouts stand in <linux/perf_event.h>. */
#ifndef STACKFOLD_READ_PERF_DATA_PROCESS_H
#define STACKFOLD_READ_PERF_DATA_PROCESS_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/jit_dumps.h"
#include "formats/perf_data/records.h"
#include "formats/perf_data/spaces.h"
#include "symbol/symbol.h"

/* Set header, symbols and dumps, and call tasks_init; the rest zeroed is empty and ready. */
struct processes {
	const struct perf_data_header *header;
	struct symbols *symbols;
	struct jit_dumps *dumps;
	struct tasks tasks;

	uint64_t lost;         /* records that the kernel had no room for, as it says in between */
	uint64_t lost_in_all;  /* the same, as the events counted them up to the end */
	uint64_t lost_samples; /* that the processor had no room for */
	uint64_t throttled;    /* times that the kernel sampled less often */
	uint64_t unknown_records; /* of a type that is not known */
	uint64_t unfit_records;   /* that are too short for what they say, or say too much */
};

/* Takes a record of the kernel that is no sample, in its turn; time 0: not known. False without
 * memory. */
bool processes_record(struct processes *processes, const struct record *record, uint64_t time);

#endif
