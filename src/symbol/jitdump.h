/* The record of code that JITs write while they generate it: jit-PID.dump, a header and records
 * of code that was loaded, with its name, address and time, or moved (the kernel's
 * tools/perf/Documentation/jitdump-specification.txt). Node with --perf-prof, Python with
 * -X perf_jit, LLVM, and agents for Java write it. */
#ifndef STACKFOLD_SYMBOL_JITDUMP_H
#define STACKFOLD_SYMBOL_JITDUMP_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Call frame information of one piece of code: the bytes of an .eh_frame, or none. They count from
 * jitdump_frames_address. */
struct jitdump_frames {
	size_t size;
	uint8_t bytes[];
};

/* Code that is at an address from a time on. */
struct jitdump_code {
	uint64_t time;                       /* by the clock of the program */
	uint64_t start, end;                 /* addresses, start < end */
	uint64_t index;                      /* as recorded; a move names what was loaded by it */
	const char *name;                    /* NUL-terminated; any bytes */
	const struct jitdump_frames *frames; /* NULL: none, or not kept */
	uint32_t sequence;                   /* its place in the file */
};

enum jitdump_end {
	JITDUMP_WHOLE,
	JITDUMP_NO_FILE, /* cannot be opened */
	JITDUMP_FOREIGN, /* belongs neither to the user nor to root: everybody may write to /tmp */
	JITDUMP_BAD,     /* not a jitdump, or of another process; nothing was read */
	JITDUMP_DAMAGED, /* a record is invalid; those before it were read */
	JITDUMP_CUT,     /* the last record is incomplete; those before it were read */
	JITDUMP_NO_MEMORY,
};

/* What to read. */
struct jitdump_wanted {
	uint32_t pid;  /* the program's own, in the file's name; 0: any */
	bool frames;   /* call frame information is kept */
	bool believed; /* whoever it belongs to */
	uint64_t
		inode; /* 0: unknown. Otherwise a file with this inode on this device is trusted, */
	uint32_t major, minor; /* whoever it belongs to */
};

/* Zeroed is empty and ready. */
struct jitdump {
	struct jitdump_code *codes; /* as they follow in the file; by time after jitdump_finish */
	size_t count, capacity;
	bool processor_time; /* times are of the processor's own counter, not CLOCK_MONOTONIC */
	struct arena memory; /* names and call frame information */

	/* After jitdump_finish: addresses at which code begins or ends, sorted, and a tree over the
	 * stretches between them. Node i has codes runs[lists[i]] to runs[lists[i + 1] - 1]. */
	bool timed;
	uint64_t *bounds;
	size_t bound_count;
	uint32_t *lists, *runs;
};

/* Reads a dump. Nothing in it is trusted. Cost: the file is read once, in blocks. */
enum jitdump_end jitdump_read(struct jitdump *dump, const char *path,
                              const struct jitdump_wanted *wanted);

/* Prepares for look-ups. Times count only with `timed`; otherwise the last code in the file counts.
 * False without memory. */
bool jitdump_finish(struct jitdump *dump, bool timed);

/* What lies at an address at a time. */
struct jitdump_found {
	const struct jitdump_code *code; /* NULL: none that the dump describes */
	uint64_t until; /* the answer stays the same before this time; UINT64_MAX: for ever */
};

/* Of several codes at an address, the last one that was put there by that time. Any thread.
 * Cost: a binary search, and one in each of the tree's lists above the address: seldom more than
 * two. */
void jitdump_find(const struct jitdump *dump, uint64_t address, uint64_t time,
                  struct jitdump_found *found);

/* After the code, at a multiple of 8 from its begin: as in the files of perf inject. */
static inline uint64_t jitdump_frames_address(const struct jitdump_code *code)
{
	return code->start + ((code->end - code->start + 7) & ~UINT64_C(7));
}

void jitdump_free(struct jitdump *dump);

#endif
