/* Inlined calls of `perf script` text, by the debug information of the programs in it (--inline).
 */
#ifndef STACKFOLD_FORMATS_PERF_INLINE_H
#define STACKFOLD_FORMATS_PERF_INLINE_H

#include "base/buffer.h"
#include "formats/perf_symbol.h"

struct symbol_inlined;

/* The name's file and line as --srcline gives them, "file.c:12", in room; size 0: not known. */
struct text perf_inline_source(const struct symbol_inlined *call, char *room, size_t size);

/* Appends the names of a frame and of what was inlined at its place to names, root first, a NUL
 * after each, as perf_symbol_names does; returns how many; 0: nothing is known beyond the line
 * itself. `caller` says that another frame was called from here, so that the address is one after a
 * call. With options->inline_lines each name has its source file and line.
 *
 * The address in the program: perf from 5.12 on writes where it is in the file; older ones write
 * the address at run time, which says it only for programs that are not moved. Whichever the line's
 * symbol and offset agree with is meant; else the symbol is looked up by its name. */
size_t perf_inline_names(const struct perf_frame *frame, bool caller, bool java,
                         const struct read_options *options, struct buffer *names);

#endif
