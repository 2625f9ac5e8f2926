/* Which of several symbols that contain an address counts. table.h says which one perf takes. */
#ifndef STACKFOLD_SYMBOL_COVER_H
#define STACKFOLD_SYMBOL_COVER_H

#include "symbol/entry.h"
#include "symbol/prefer.h"

#include <stdbool.h>
#include <stddef.h>

/* Fills ranges, which has room for 2 * count + 1, by a rule: SYMBOL_INNERMOST or SYMBOL_NEWEST.
 * Symbols of no size get one. False without memory. Cost: as sorting. */
bool symbol_cover(struct symbol *symbols, size_t count, enum symbol_rule rule,
                  const struct symbol_naming *naming, struct symbol_range *ranges,
                  size_t *range_count);

#endif
