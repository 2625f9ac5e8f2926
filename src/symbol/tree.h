/* A red-black tree of symbols by start address, shaped as perf's is: see table.h. */
#ifndef STACKFOLD_SYMBOL_TREE_H
#define STACKFOLD_SYMBOL_TREE_H

#include "symbol/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Settles symbols that overlap: fills ranges (room for 2 * count + 1 of them) with what a search
 * finds that descends the tree made by inserting symbols in their order, and erasing each of the
 * losses when so many were inserted as it says. Symbols of a start met before go after the
 * others. False without memory. Cost: as count insertions. */
bool symbol_tree_ranges(const struct symbol *symbols, size_t count,
                        const struct symbol_loss *losses, size_t loss_count,
                        struct symbol_range *ranges, size_t *range_count);

#endif
