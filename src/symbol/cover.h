/* Which of the symbols that hold an address is right, where several do. See table.h for what perf
 * takes. */
#ifndef STACKFOLD_SYMBOL_COVER_H
#define STACKFOLD_SYMBOL_COVER_H

#include "symbol/table.h"

#include <stdbool.h>

/* Fills table->ranges, which has room for 2 * count + 1, by table->rule: SYMBOL_INNERMOST or
 * SYMBOL_NEWEST. Symbols of no size get one. False without memory. Cost: as sorting. */
bool symbol_cover(struct symbol_table *table);

#endif
