/* Filling a module's table from wherever its kind has symbols. */
#ifndef STACKFOLD_SYMBOL_LOAD_H
#define STACKFOLD_SYMBOL_LOAD_H

#include "symbol/module.h"
#include "symbol/same_files.h"

/* Fills the table and says in `missing` what is missing. The module's lock is held. kernel, of a
 * kernel module, is the loaded kernel, or NULL. Where the module gets a holder, its symbols are
 * to be found in that one, which may not be loaded yet. */
void module_load(struct module *module, struct module *kernel, const struct symbol_options *options,
                 struct same_files *same);

#endif
