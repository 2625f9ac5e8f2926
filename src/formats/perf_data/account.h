/* The notes about a recording after it was read. */
#ifndef STACKFOLD_READ_PERF_DATA_ACCOUNT_H
#define STACKFOLD_READ_PERF_DATA_ACCOUNT_H

#include "read/sink.h"
#include "symbol/symbol.h"
#include "unwind/unwind.h"

/* What the stages counted. */
struct account {
	struct sink *sink; /* gets notes and clues */
	struct symbols *symbols;
	const char *input; /* its name */
	bool no_advice;    /* no advice reports that records were lost */
	bool all_cpus;     /* processors were recorded */

	uint64_t lost;            /* records that the kernel or the processor had no room for */
	uint64_t late;            /* records that arrived after later ones were delivered */
	uint64_t throttled;       /* times that the kernel sampled less often */
	uint64_t aux_bytes;       /* of hardware traces, which are skipped */
	uint64_t guest;           /* samples from within virtual machines */
	uint64_t unknown_id;      /* samples of no event that the header describes */
	uint64_t unmoved;         /* counters that a sample read and that had not changed */
	uint64_t foreign_dumps;   /* stack dumps from machines whose stacks cannot be unwound */
	uint64_t bad_chains;      /* call chains that the kernel truncated */
	uint64_t chains_missing;  /* user's parts of call chains that never arrived */
	uint64_t unknown_records; /* records of an unknown type */
	uint64_t unfit_records; /* records that are too short for their contents, or have impossible
	                           contents */
	uint64_t unmapped;      /* frames at addresses where nothing was mapped */
	const uint64_t *unresolved; /* frames without a symbol, by module */
	size_t modules;
	struct unwind_counts unwound;
};

/* Notes what was lost or left out, and has no name. */
void account_note(const struct account *account);

#endif
