/* Symbols in the order of their addresses. */
#ifndef STACKFOLD_SYMBOL_ORDER_H
#define STACKFOLD_SYMBOL_ORDER_H

#include "symbol/entry.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The symbols that were not lost, as numbers sorted by start address, and for equal ones in the
 * order in which they were added; NULL without memory or symbols. The caller frees. */
uint32_t *symbol_order(const struct symbol *symbols, size_t count, const struct symbol_loss *losses,
                       size_t loss_count, size_t *left);

/* Makes ranges (room for 2 * count + 1) of symbols in that order; false if one reaches into the
 * next one, or up to the last address. */
bool symbol_plain_ranges(const struct symbol *symbols, const uint32_t *order, size_t count,
                         struct symbol_range *ranges, size_t *range_count);

#endif
