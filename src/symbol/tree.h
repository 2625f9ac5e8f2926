/* A red-black tree of symbols by start address, shaped as perf's is: see table.h. */
#ifndef STACKFOLD_SYMBOL_TREE_H
#define STACKFOLD_SYMBOL_TREE_H

#include "symbol/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decides between symbols that overlap: fills ranges (room for 2 * count + 1 of them) with the
 * results of searches in the tree. The tree is made by inserting the symbols in their order, and by
 * erasing each of the losses after the number of insertions that it states. Of symbols with the
 * same start, a later one goes after the earlier ones. False without memory. Cost: that of count
 * insertions. */
bool symbol_tree_ranges(const struct symbol *symbols, size_t count,
                        const struct symbol_loss *losses, size_t loss_count,
                        struct symbol_range *ranges, size_t *range_count);

#endif
