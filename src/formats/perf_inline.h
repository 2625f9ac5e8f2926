/* Inlined calls in `perf script` text, by the debug information of its programs (--inline). */
#ifndef STACKFOLD_FORMATS_PERF_INLINE_H
#define STACKFOLD_FORMATS_PERF_INLINE_H

#include "base/buffer.h"
#include "formats/perf_symbol.h"

struct symbol_inlined;

/* The name's file and line as --srcline gives them, "file.c:12", in room; size 0: not known. */
struct text perf_inline_source(const struct symbol_inlined *call, char *room, size_t size);

/* Appends the names of a frame and of the calls that were inlined there to names, root first, a NUL
 * after each, as in perf_symbol_names. Returns their number; 0: only the line itself is known.
 * caller: another frame was called from here, so the address is after a call. With
 * options->inline_lines each name has its source file and line.
 *
 * The address in the program: perf from 5.12 on writes the address in the file; older versions
 * write the address at run time, which is the same only for programs that are not relocated. The
 * one that agrees with the line's symbol and offset is used; otherwise the symbol is looked up by
 * its name. */
size_t perf_inline_names(const struct perf_frame *frame, bool caller, bool java,
                         const struct read_options *options, struct buffer *names);

#endif
