/* Debug information as libdw has it, and the file that several share parts in (dwz's, named by
 * .gnu_debugaltlink). Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_DWARF_FILE_H
#define STACKFOLD_SYMBOL_DWARF_FILE_H

#include "symbol/elf_file.h"
#include "symbol/types.h"

#include <elfutils/libdw.h>

/* Zero-initialised is not open. */
struct dwarf_file {
	Dwarf *dwarf; /* NULL: none */
	struct elf_file file;
	Dwarf *shared; /* dwz's, or an empty one in its place; NULL: none is named */
	struct elf_file shared_file;
};

/* Opens the debug information of a file, which must stay open. libdw itself opens what a file
 * names, and would wait at a pipe for ever: so the shared file is looked for here, and must have
 * the build id that is asked for: in the build-id cache, or where the options say that debug files
 * are, or by its name. Files of split units libdw finds by the folder of the file. */
void dwarf_file_open(struct dwarf_file *dwarf, const struct elf_file *file,
                     const struct symbol_options *options, struct elf_opening *opening);
void dwarf_file_close(struct dwarf_file *dwarf);

#endif
