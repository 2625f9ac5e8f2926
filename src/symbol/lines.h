/* Source files and lines, by debug information. Needs elfutils. One thread at a time. */
#ifndef STACKFOLD_SYMBOL_LINES_H
#define STACKFOLD_SYMBOL_LINES_H

#include "base/arena.h"
#include "symbol/units.h"

#include <elfutils/libdw.h>
#include <stdint.h>

/* Source file and line of an address, and of where an inlined function is called; NULL and 0 where
 * that is not known. Paths that are put together are in the arena. Reads the unit's table of lines
 * when first asked. */
void unit_line(struct unit *unit, uint64_t address, const char **file, uint32_t *line,
               struct arena *arena);
void unit_call_line(struct unit *unit, Dwarf_Die *call, const char **file, uint32_t *line,
                    struct arena *arena);

#endif
