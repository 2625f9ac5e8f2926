/* A frame line of `perf script`, and the kind of its code. */
#ifndef STACKFOLD_FORMATS_PERF_FRAME_H
#define STACKFOLD_FORMATS_PERF_FRAME_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The parts of a frame line: " PC SYMBOL+0xOFF (MODULE)". Texts point into the line. */
struct perf_frame {
	struct text pc;     /* hex digits */
	struct text symbol; /* without offset and outer blanks; size 0: none */
	struct text module; /* without its brackets; at NULL: none given */
	struct text offset; /* hex digits after the symbol's +0x; size 0: none */
	struct text
		module_offset; /* hex digits after the module's +0x: of -F +dsoff; size 0: none */
	bool inlined;          /* marked "(inlined)" */
	bool no_symbol;        /* symbol is perf script's text for none, "[unknown]" */
	bool no_module;        /* the same for module */
};

/* Reads a line as a frame; false if it cannot be one: it must begin with the PC. */
bool perf_frame_parse(struct text line, struct perf_frame *frame);

/* Whether the line names a symbol, or a module. */
bool perf_frame_has_symbol(const struct perf_frame *frame);
bool perf_frame_has_module(const struct perf_frame *frame);

/* Whether the module is the kernel, one of its modules, or code that it generates at run time. */
bool perf_frame_is_kernel(const struct perf_frame *frame);

/* Whether the code was generated at run time: the module is a map of such code (/tmp/perf-PID.map)
 * or a file that `perf inject --jit` makes. */
bool perf_frame_is_jit(const struct perf_frame *frame);

/* The kind of code (ORIGIN_*, 0: unknown) of the n-th name of a frame. */
unsigned perf_frame_kind(const struct perf_frame *frame, size_t n);

/* The kind of a frame without a name (UNNAMED_* of clues.h), 0: it has one. */
unsigned perf_frame_unnamed(const struct perf_frame *frame);

/* The module in the form of origins: without folders; empty for code generated at run time. It
 * points into the frame's. */
struct text perf_frame_module(const struct perf_frame *frame);

/* Whether an address, in hex digits, is the one that perf script prints if a stack dump ended. */
static inline bool perf_frame_is_cut(struct text pc)
{
	return text_is(pc, "ffffffffffffffff");
}

/* Whether an address, in hex digits, is visibly the kernel's: in the upper half of 64 bits. */
static inline bool perf_frame_in_kernel(struct text pc)
{
	return pc.size == 16 && (pc.at[0] | 0x20) == 'f';
}

#endif
