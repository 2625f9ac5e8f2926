/* Records of the state of processes: mapped files, names of tasks, forks, functions that the kernel
 * generated. Their layouts are in <linux/perf_event.h>. */
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

	uint64_t lost;            /* records that the kernel had no room for, by its own records */
	uint64_t lost_in_all;     /* the same, as counted by the events up to the end */
	uint64_t lost_samples;    /* that the processor had no room for */
	uint64_t throttled;       /* times that the kernel sampled less often */
	uint64_t unknown_records; /* records of an unknown type */
	uint64_t unfit_records; /* records that are too short for their contents, or have impossible
	                           contents */
};

/* Takes a record of the kernel other than a sample, in order of time; time 0: unknown. False
 * without memory. */
bool processes_record(struct processes *processes, const struct record *record, uint64_t time);

#endif
