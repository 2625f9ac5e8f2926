/* The stack dumps of samples, unwound on several threads. */
#ifndef STACKFOLD_READ_PERF_DATA_DUMPS_H
#define STACKFOLD_READ_PERF_DATA_DUMPS_H

#include "formats/perf_data/header.h"
#include "formats/perf_data/sample.h"
#include "symbol/symbol.h"
#include "unwind/unwind.h"

struct dump_walkers; /* made when first needed */

/* Set the members above the line; the rest zeroed is empty and ready. */
struct dumps {
	const struct perf_data_header *header;
	struct symbols *symbols;
	unsigned threads; /* as requested, 0: as many as there are processors */
	size_t limit;     /* of the frames of a dump */

	struct dump_walkers *walkers;
	uint64_t foreign; /* dumps from machines whose stacks cannot be unwound */
};

/* Unwinds the dumps among up to SAMPLES_AT_ONCE samples; their frames are valid until the next
 * call. False without memory for all of them; if memory is lacking for one, its `failed` is set. */
bool dumps_walk(struct dumps *dumps, struct pending_sample *samples, size_t count);

/* The caller of the innermost function, at pc, if a chain of frame pointers lacks it: arm64's leaf
 * functions have no frame record, but the link register is sampled with the chain. *ip is 0 if none
 * is lacking. False without memory. */
bool dumps_leaf_caller(struct dumps *dumps, const struct pending_sample *pending, uint64_t pc,
                       uint64_t *ip);

/* How walks through stack dumps ended, added up. */
void dumps_counts(const struct dumps *dumps, struct unwind_counts *counts);

void dumps_free(struct dumps *dumps);

#endif
