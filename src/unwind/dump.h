/* A stack dump, as perf records it. */
#ifndef STACKFOLD_UNWIND_DUMP_H
#define STACKFOLD_UNWIND_DUMP_H

#include "unwind/machine.h"

#include <stddef.h>
#include <stdint.h>

/* What the kernel dumped, as it stands in PERF_SAMPLE_REGS_USER and PERF_SAMPLE_STACK_USER. */
struct unwind_state {
	enum unwind_arch arch;
	uint64_t mask;        /* the event's sample_regs_user: bit N is register N of the machine's
	                       * asm/perf_regs.h */
	const uint64_t *regs; /* one for each bit set in mask, lowest first, in this machine's byte
	                       * order */
	const uint8_t *stack; /* the dump's bytes, from the stack pointer on; any alignment */
	size_t stack_size;    /* those that the kernel really copied (dyn_size) */
};

#endif
