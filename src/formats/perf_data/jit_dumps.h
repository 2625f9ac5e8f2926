/* The jitdumps that processes map. They are read when they are mapped or, if the recording is a
 * pipe, at its end, because the programs may still write them. */
#ifndef STACKFOLD_READ_PERF_DATA_JIT_DUMPS_H
#define STACKFOLD_READ_PERF_DATA_JIT_DUMPS_H

#include "base/arena.h"
#include "base/table.h"
#include "formats/perf_data/header.h"
#include "formats/perf_data/jit.h"
#include "read/sink.h"

enum { PATH_SIZE = 4096 }; /* path of a mapped file: the kernel's own limit */

/* A file that a process has mapped. */
struct jit_mapping {
	const char *path;
	uint32_t pid;
	uint64_t time; /* 0: unknown */
	uint64_t inode;
	uint32_t major, minor; /* inode 0: unknown */
};

/* Set what stands above the line; the rest zeroed is empty and ready. */
struct jit_dumps {
	const struct perf_data_header *header;
	const struct symbol_options *options;
	struct symbols *symbols;
	struct sink *sink; /* gets notes */
	const char *input; /* its name */
	bool late;         /* dumps are read at the end; false once they are */

	struct jit_dump **items;
	size_t count, capacity;
	struct table files; /* dumps with contents, by device and inode */
	size_t path_bytes;
	size_t noted; /* dumps that cannot be used completely */
	struct arena views;
};

/* Call when a process has mapped a file: if it is its jitdump, it describes the process's memory
 * from now on. False without memory. */
bool jit_dumps_map(struct jit_dumps *dumps, const struct jit_mapping *mapping,
                   struct memory *memory);

/* Call when the recording has ended: reads the dumps that were postponed. False without memory. */
bool jit_dumps_finish(struct jit_dumps *dumps);

/* The memory of their mappings in bytes, besides the contents of the dumps. */
size_t jit_dumps_memory(const struct jit_dumps *dumps);

void jit_dumps_free(struct jit_dumps *dumps);

#endif
