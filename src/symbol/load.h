/* Filling a module's table from wherever its kind has symbols. */
#ifndef STACKFOLD_SYMBOL_LOAD_H
#define STACKFOLD_SYMBOL_LOAD_H

#include "symbol/module.h"
#include "symbol/same_files.h"

/* Fills the table and sets `missing`. The module's lock is held. `kernel`, for a kernel module, is
 * the loaded kernel, or NULL. If the module gets a holder, its symbols are those of the holder,
 * which may not be loaded yet. */
void module_load(struct module *module, struct module *kernel, const struct symbol_options *options,
                 struct same_files *same);

#endif
