/* The names that a frame line of `perf script` becomes. */
#ifndef STACKFOLD_FORMATS_PERF_SYMBOL_H
#define STACKFOLD_FORMATS_PERF_SYMBOL_H

#include "base/buffer.h"
#include "base/text.h"
#include "read/options.h"

/* A frame line taken apart: "  PC SYMBOL+0xOFF (MODULE)". Texts point into the line. */
struct perf_frame {
	struct text pc;     /* hex digits */
	struct text symbol; /* without offset and outer blanks; size 0: none */
	struct text module; /* without its brackets; at NULL: none given */
	struct text offset; /* hex digits behind the symbol's +0x; size 0: none */
	bool inlined;       /* marked "(inlined)" */
	bool no_symbol;     /* symbol is what perf script writes for none, "[unknown]" */
	bool no_module;     /* the same of module */
};

/* Reads a line as a frame; false where it cannot be one: it must begin with the PC. */
bool perf_frame_parse(struct text line, struct perf_frame *frame);

/* What changes the names of a frame besides its line. */
struct perf_symbol_context {
	const struct read_options *options;
	bool java;               /* the process is Java */
	struct text source_line; /* what --srcline adds, size 0: nothing */
};

/* Appends the names of the frames that a line stands for to names, root first, a NUL behind each;
 * there are several where a JIT names an inlined chain "A->B". Returns how many, at least 1.
 * Without memory names->failed is set. */
size_t perf_symbol_names(const struct perf_frame *frame, const struct perf_symbol_context *context,
                         struct buffer *names);

/* Whether the frame's names depend on its PC too (--addrs). */
bool perf_symbol_needs_pc(const struct perf_frame *frame, const struct read_options *options);

/* Which kind of code (ORIGIN_*, 0: not known) the n-th name of a frame is. */
unsigned perf_symbol_kind(const struct perf_frame *frame, size_t n);

/* As what the frame has no name (UNNAMED_* of clues.h), 0: it has one. */
unsigned perf_symbol_unnamed(const struct perf_frame *frame);

/* The module as origins name it: without folders, empty for code generated at run time. It points
 * into the frame's. */
struct text perf_symbol_module(const struct perf_frame *frame);

/* Whether a function of the kernel is what system calls come through, and no interrupts. */
bool perf_symbol_is_system_call(struct text symbol);

/* The size of a symbol without its argument list, e.g. 34 for
 * "std::function<void (int)>::operator()(int)". Exposed for tests. */
size_t perf_symbol_without_arguments(struct text symbol);

/* Whether an address, in hex digits, is what perf script prints where a stack dump had ended. */
static inline bool perf_symbol_is_cut(struct text pc)
{
	return text_is(pc, "ffffffffffffffff");
}

/* Whether an address, in hex digits, is the kernel's, where that can be seen: it is in the upper
 * half of 64 bits. */
static inline bool perf_symbol_in_kernel(struct text pc)
{
	return pc.size == 16 && (pc.at[0] | 0x20) == 'f';
}

#endif
