/* Unwinding of user stack dumps (perf record --call-graph dwarf): from the registers and the stack
 * bytes of a sample to the return addresses of its callers, by the call frame information (CFI) of
 * the files that were mapped.
 *
 * The rules that hold at an address are worked out once for each distinct one, compiled to a short
 * rule ("CFA = rsp + 48, return address at CFA - 8, rbp at CFA - 16") and kept, so that the next
 * sample costs a few loads a frame. libdwfl would do it again for every frame of every sample.
 *
 * x86-64, arm64 and i386, little-endian dumps. Nothing in a dump or in CFI is trusted: each walk
 * ends after at most `limit` frames, reads only what it may, and says why it ended.
 */
#ifndef STACKFOLD_UNWIND_UNWIND_H
#define STACKFOLD_UNWIND_UNWIND_H

#include "base/status.h"
#include "unwind/dump.h"
#include "unwind/files.h"
#include "unwind/space.h"

#include <stddef.h>
#include <stdint.h>

/* Why a walk ended; unwind_end_text says it in words. */
enum unwind_end {
	UNWIND_BOTTOM,    /* the outermost frame: its CFI has no return address, or it is 0 */
	UNWIND_TRUNCATED, /* the next value lies after the dump's end: the dump was too small */
	UNWIND_NO_MAP,    /* the address belongs to no map */
	UNWIND_NO_FILE,   /* it belongs to one without a file that can be read */
	UNWIND_NO_CFI,    /* the file says nothing about the address */
	UNWIND_BAD_CFI,   /* it says what cannot be: no progress, unknown registers, wild reads */
	UNWIND_LIMIT_MET, /* as many frames as asked for */
	UNWIND_NO_REGS,   /* no registers were sampled, or not those needed to begin */
	UNWIND_ENDS,      /* how many reasons there are */
};

/* "the stack dump was too small" and so on; for all values of end. */
const char *unwind_end_text(enum unwind_end end);

#define UNWIND_CODE (UINT32_MAX - 1)

struct unwind_frame {
	/* As perf script has it, and to look up names by: the sampled address, then return
	 * addresses less one, so that they lie within the call. UINT64_MAX, last of all: there is
	 * a caller whose return address was not dumped (perf: ffffffffffffffff [unknown]; not on
	 * arm64). */
	uint64_t ip;
	uint32_t map; /* index into the space's maps, 0 of those by find_map; UNWIND_CODE: code by
	               * find_code; or UINT32_MAX */
};

/* Counts over all walks, for an account. */
struct unwind_counts {
	uint64_t ends[UNWIND_ENDS]; /* walks by their end */
	uint64_t frames;            /* frames walked */
	uint64_t guessed; /* of these, by frame pointer or known code, where CFI had a gap */
	uint64_t rules;   /* addresses whose rule was compiled */
};

/* A thread's unwinder, with the rules it has met. */
struct unwinder;

/* NULL without memory. files must outlive it. */
struct unwinder *unwinder_new(struct unwind_files *files);
void unwinder_free(struct unwinder *unwinder); /* NULL is fine */

/* Walks a dump: frames[0] is where the sample was taken, frames[n - 1] the outermost found; at most
 * limit. *count is their number, *end says why it ended; STATUS_FATAL without memory only.
 * The result depends on the arguments alone, not on what was walked before. Cost: some tens of
 * nanoseconds a frame, microseconds for an address not met before. */
enum status unwind_walk(struct unwinder *unwinder, const struct unwind_space *space,
                        const struct unwind_state *state, struct unwind_frame *frames, size_t limit,
                        size_t *count, enum unwind_end *end, struct error *err);

/* The caller of an arm64 function that has no frame record (yet), which a chain of frame pointers
 * lacks: where the link register points, if that is where the caller is. state has the link
 * register (x30), the stack pointer and pc, and stack_size 0. *ip is the return address less one,
 * 0: none, or the chain has it. As libunwind has it, by which perf does the same: the link register
 * also counts if nothing better is known. Neither counted nor remembered. STATUS_FATAL without
 * memory only. */
enum status unwind_leaf_caller(struct unwinder *unwinder, const struct unwind_space *space,
                               const struct unwind_state *state, uint64_t *ip, struct error *err);

/* What this unwinder has done so far. */
const struct unwind_counts *unwinder_counts(const struct unwinder *unwinder);

#endif
