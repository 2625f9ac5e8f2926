/* What perf does with a file's symbols after reading them. */
#ifndef STACKFOLD_SYMBOL_TIDY_H
#define STACKFOLD_SYMBOL_TIDY_H

#include "symbol/table.h"

#include <stdbool.h>

/* Call it after the symbols of a file. With SYMBOL_AS_PERF those of no size
 * reach up to the next one, and of several at one address only the best stays; with another rule
 * nothing happens. With kernel, where a module's symbols end (names holding '[') none reaches up to
 * the next. */
void symbol_table_tidy(struct symbol_table *table, bool kernel);

#endif
