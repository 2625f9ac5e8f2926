/* The names that a frame line of `perf script` becomes. */
#ifndef STACKFOLD_FORMATS_PERF_SYMBOL_H
#define STACKFOLD_FORMATS_PERF_SYMBOL_H

#include "base/buffer.h"
#include "formats/perf_frame.h"
#include "read/options.h"

/* What changes the names of a frame besides its line. */
struct perf_symbol_context {
	const struct read_options *options;
	bool java;               /* the process is Java */
	struct text source_line; /* what --srcline adds, size 0: nothing */
};

/* Appends the names of the frames that a line stands for to names, root first, a NUL after each;
 * there are several where a JIT names an inlined chain "A->B". Returns how many, at least 1.
 * Without memory names->failed is set. */
size_t perf_symbol_names(const struct perf_frame *frame, const struct perf_symbol_context *context,
                         struct buffer *names);

/* Whether the frame's names depend on its PC too (--addrs). */
bool perf_symbol_needs_pc(const struct perf_frame *frame, const struct read_options *options);

/* Whether a function of the kernel is what system calls come through, and no interrupts. */
bool perf_symbol_is_system_call(struct text symbol);

#endif
