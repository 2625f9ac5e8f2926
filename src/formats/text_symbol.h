/* Names of functions in the output of debuggers and tracers. */
#ifndef STACKFOLD_FORMATS_TEXT_SYMBOL_H
#define STACKFOLD_FORMATS_TEXT_SYMBOL_H

#include "formats/text_stacks.h"

/* Adds a frame by a symbol in the output of tracers: without "+0x1f" or "+31" at its end (--addrs
 * keeps it), without arguments, Rust names as in the source. If it is empty or "??": "[module]", or
 * "[unknown]" if the module is also unknown. The module is a path or a name. */
void stacks_symbol(struct text_stacks *stacks, struct text symbol, unsigned kinds,
                   struct text module);

#endif
