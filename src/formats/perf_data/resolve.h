/* From samples to the addresses of their call chains: stack dumps are unwound, and the kernel's
 * chains read. */
#ifndef STACKFOLD_READ_PERF_DATA_RESOLVE_H
#define STACKFOLD_READ_PERF_DATA_RESOLVE_H

#include "formats/perf_data/dumps.h"
#include "formats/perf_data/header.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"

/* How many frames of a call chain, and of a stack dump, count: all that a record can hold of the
 * former and more than a dump has as a rule; by --as-perf as many as perf script shows unless its
 * --max-stack says otherwise. */
enum { CHAIN_MOST = 8192, DUMP_MOST = 4096, FRAMES_AS_PERF = 127 };

/* An address and what it is looked up in. */
struct chain_place {
	uint64_t ip;
	struct space *space; /* NULL: none that is known */
};

/* A chain, leaf first. */
struct places {
	struct chain_place items[2 * CHAIN_MOST + 2];
	size_t count;
	bool failed; /* no memory */
};

enum chain_kind {
	CHAIN_NONE,   /* the sample has no address */
	CHAIN_SINGLE, /* it has the one where it was taken, no call chain */
	CHAIN_PLACES, /* what was unwound, then the places */
};

struct resolved_sample {
	const struct pending_sample *pending;
	enum chain_kind kind;
	const struct places *places;
	struct space *space; /* where the sample was taken */
};

enum { KERNEL_ENTRIES = 64 };

/* An address of the kernel, and whether it is where system calls enter. */
struct kernel_entry {
	uint64_t ip; /* 0: none */
	bool call;
};

/* Set what stands above the line; the rest zeroed is empty and ready. */
struct resolver {
	const struct perf_data_header *header;
	struct space *kernel;
	struct dumps dumps; /* its first parts set, too */
	bool as_perf;
	bool keep_kernel; /* the kernel's addresses get no names */
	/* Gets the samples. */
	enum status (*next)(void *context, const struct resolved_sample *sample, struct error *err);
	void *context;

	struct kernel_entry entries[KERNEL_ENTRIES]; /* by address: each has one place */
	uint64_t bad_chains;                         /* call chains that the kernel broke off */
};

/* Takes up to SAMPLES_AT_ONCE samples, and gives them to the successor in their order. */
enum status resolve(struct resolver *resolver, struct pending_sample *samples, size_t count,
                    struct error *err);

#endif
