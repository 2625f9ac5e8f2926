/* What there is to say of a recording once it is read. */
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

	uint64_t lost;              /* records that the kernel or the processor had no room for */
	uint64_t late;              /* records that came when younger ones had gone */
	uint64_t throttled;         /* times that the kernel sampled less often */
	uint64_t aux_bytes;         /* of hardware traces, passed over */
	uint64_t guest;             /* samples from within virtual machines */
	uint64_t unknown_id;        /* samples of no event that the header describes */
	uint64_t unmoved;           /* counters that a sample read and that stood where they were */
	uint64_t foreign_dumps;     /* of the stack, from machines whose stacks we cannot unwind */
	uint64_t bad_chains;        /* call chains that the kernel broke off */
	uint64_t chains_missing;    /* user's parts of call chains that never came */
	uint64_t unknown_records;   /* of a type that is not known */
	uint64_t unfit_records;     /* that are too short for what they say, or say too much */
	uint64_t unmapped;          /* frames met where nothing was mapped */
	const uint64_t *unresolved; /* frames met without a symbol, by module */
	size_t modules;
	struct unwind_counts unwound;
};

/* Says what was lost, left out, without a name. */
void account_note(const struct account *account);

#endif
