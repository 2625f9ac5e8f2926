/* Names of the code that JITs generate: /tmp/perf-PID.map, with lines
 *     7f3a8c001000 1c0 LazyCompile:*fib /home/me/fib.js:1
 * of address and size in hexadecimal and a name (the kernel's tools/perf/Documentation/
 * jit-interface.txt). Node, Java agents, Python's perf trampolines and others write it. */
#ifndef STACKFOLD_SYMBOL_PERF_MAP_H
#define STACKFOLD_SYMBOL_PERF_MAP_H

#include "symbol/missing.h"
#include "symbol/table.h"

/* Fills a table, of TEXT_MAP_MOST bytes at most; as text_file_read: SYMBOL_NO_FILE also if the file
 * belongs neither to the user nor to root, because everybody may write to /tmp. */
enum symbol_missing perf_map_load(struct symbol_table *table, const char *path);

#endif
