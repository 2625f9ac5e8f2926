/* From samples to the addresses of their call chains: stack dumps are unwound, and the kernel's
 * chains read. */
#ifndef STACKFOLD_READ_PERF_DATA_RESOLVE_H
#define STACKFOLD_READ_PERF_DATA_RESOLVE_H

#include "formats/perf_data/dumps.h"
#include "formats/perf_data/header.h"
#include "formats/perf_data/sample.h"
#include "formats/perf_data/spaces.h"

/* The number of frames that count: of a call chain all that a record can contain, of a stack dump
 * more than a dump usually has; with --as-perf as many as perf script shows by default. */
enum { CHAIN_MOST = 8192, DUMP_MOST = 4096, FRAMES_AS_PERF = 127 };

/* An address and the space in which it is looked up. */
struct chain_place {
	uint64_t ip;
	struct space *space; /* NULL: unknown */
};

/* A chain, leaf first. */
struct places {
	struct chain_place items[2 * CHAIN_MOST + 2];
	size_t count;
	bool failed; /* no memory */
};

enum chain_kind {
	CHAIN_NONE,   /* the sample has no address */
	CHAIN_SINGLE, /* it has only the address where it was taken, no call chain */
	CHAIN_PLACES, /* the unwound frames are before the places */
};

struct resolved_sample {
	const struct pending_sample *pending;
	enum chain_kind kind;
	const struct places *places;
	struct space *space; /* where the sample was taken */
};

enum { KERNEL_ENTRIES = 64 };

/* An address of the kernel, and whether system calls enter the kernel there. */
struct kernel_entry {
	uint64_t ip; /* 0: none */
	bool call;
};

/* Set the members above the line; the rest zeroed is empty and ready. */
struct resolver {
	const struct perf_data_header *header;
	struct space *kernel;
	struct dumps dumps; /* its first members must also be set */
	bool as_perf;
	bool keep_kernel; /* the kernel's addresses get no names */
	/* Gets the samples. */
	enum status (*next)(void *context, const struct resolved_sample *sample, struct error *err);
	void *context;

	struct kernel_entry entries[KERNEL_ENTRIES]; /* by address: each has one place */
	uint64_t bad_chains;                         /* call chains that the kernel truncated */
};

/* Takes up to SAMPLES_AT_ONCE samples, and passes them to the successor in order. */
enum status resolve(struct resolver *resolver, struct pending_sample *samples, size_t count,
                    struct error *err);

#endif
