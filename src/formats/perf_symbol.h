/* The names of frames from a frame line of `perf script`. */
#ifndef STACKFOLD_FORMATS_PERF_SYMBOL_H
#define STACKFOLD_FORMATS_PERF_SYMBOL_H

#include "base/buffer.h"
#include "formats/perf_frame.h"
#include "read/options.h"

/* Conditions besides the line that affect a frame's names. */
struct perf_symbol_context {
	const struct read_options *options;
	bool java;               /* the process is Java */
	struct text source_line; /* text that --srcline adds, size 0: none */
};

/* Appends the names of a line's frames to names, root first, a NUL after each; there are several if
 * a JIT names an inlined chain "A->B". Returns their number, at least 1. Without memory
 * names->failed is set. */
size_t perf_symbol_names(const struct perf_frame *frame, const struct perf_symbol_context *context,
                         struct buffer *names);

/* Whether the frame's names also depend on its PC (--addrs). */
bool perf_symbol_needs_pc(const struct perf_frame *frame, const struct read_options *options);

/* Whether system calls, but not interrupts, pass through a function of the kernel. */
bool perf_symbol_is_system_call(struct text symbol);

#endif
