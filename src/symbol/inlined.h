/* Inlined functions by debug information. */
#ifndef STACKFOLD_SYMBOL_INLINED_H
#define STACKFOLD_SYMBOL_INLINED_H

#include "symbol/module.h"

#include <stddef.h>
#include <stdint.h>

/* Does the work of symbols_inlined; the module's lock is held; without elfutils 0. */
size_t module_inlined(struct module *module, uint64_t address,
                      const struct symbol_inlined **frames);
void module_close_inlined(struct module *module);

#endif
