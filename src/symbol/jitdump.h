/* What JITs write of the code that they make, when they do it: jit-PID.dump, a header and records
 * of code that was loaded, with its name, address and time, or moved (the kernel's
 * tools/perf/Documentation/jitdump-specification.txt). Node with --perf-prof, agents for Java,
 * LuaJIT and others write it. */
#ifndef STACKFOLD_SYMBOL_JITDUMP_H
#define STACKFOLD_SYMBOL_JITDUMP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Code that stands at an address from a time on. */
struct jitdump_code {
	uint64_t time;       /* by the clock of the program */
	uint64_t start, end; /* addresses, start < end */
	uint64_t index;      /* as recorded, made to rise from one load to the next; a move keeps it */
	size_t sequence;     /* its place in the file */
	const char *name;    /* NUL-terminated; any bytes */
};

enum jitdump_end {
	JITDUMP_WHOLE,
	JITDUMP_NO_FILE,   /* cannot be opened */
	JITDUMP_FOREIGN,   /* is neither ours nor root's: anybody may write to /tmp */
	JITDUMP_BAD,       /* not a jitdump; nothing was read */
	JITDUMP_DAMAGED,   /* a record cannot be; those before it were read */
	JITDUMP_CUT,       /* the last record is not whole; those before it were read */
	JITDUMP_TOO_MANY,  /* more pieces of code than are kept; those before were read */
	JITDUMP_NO_MEMORY,
};

/* Zeroed is empty and ready. */
struct jitdump {
	struct jitdump_code *codes;
	size_t count, capacity;
	bool monotonic; /* times are of CLOCK_MONOTONIC, not the processor's own counter */
	struct arena names;
};

/* Reads a dump, codes as they follow in the file. Nothing in it is trusted. Cost: a system call for
 * each record. */
enum jitdump_end jitdump_read(struct jitdump *dump, const char *path);

/* Puts codes in the order of their times; of the same time, as they follow in the file. */
void jitdump_sort(struct jitdump *dump);

void jitdump_free(struct jitdump *dump);

#endif
