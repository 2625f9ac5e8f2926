/* Compilation units whose contents are in a file of their own (.dwo). Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_SPLIT_UNIT_H
#define STACKFOLD_SYMBOL_SPLIT_UNIT_H

#include <elfutils/libdw.h>

/* Where the contents of a unit are: those of a split unit are in another file, which libdw finds
 * beside the file at `path` or in the compiler's folder; otherwise in the unit itself. */
Dwarf_Die split_unit_contents(Dwarf_Die *unit, const char *path);

#endif
