/* Names of functions as debuggers and tracers print them. */
#ifndef STACKFOLD_FORMATS_TEXT_SYMBOL_H
#define STACKFOLD_FORMATS_TEXT_SYMBOL_H

#include "formats/text_stacks.h"

/* Adds a frame by a symbol as tracers print it: without "+0x1f" or "+31" at its end (with --addrs
 * it stays), without arguments, Rust names as in the source. Empty, "??": "[module]", or
 * "[unknown]" where the module is not known either. The module is a path or a name. */
void stacks_symbol(struct text_stacks *stacks, struct text symbol, unsigned kinds,
                   struct text module);

#endif
