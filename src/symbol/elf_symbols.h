/* The symbols of ELF files, as perf reads them. Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_ELF_SYMBOLS_H
#define STACKFOLD_SYMBOL_ELF_SYMBOLS_H

#include "symbol/table.h"

#include <gelf.h>
#include <stdbool.h>
#include <stdint.h>

/* The form into which symbols' values are converted. */
enum elf_values {
	ELF_VALUES_OFFSET,  /* offsets in the file `runtime` */
	ELF_VALUES_ADDRESS, /* as they are, plus `shift` */
};

/* Adds the symbols of a file, from .symtab (or with dynamic from .dynsym), and tidies the table.
 * `runtime` is the file that was mapped: a debug file lacks the contents of sections and with
 * that their offsets. Both stay open as long as the table: names lie there. Returns how many
 * were added. */
size_t elf_symbols_add(struct symbol_table *table, Elf *elf, Elf *runtime, bool dynamic,
                       enum elf_values values, uint64_t shift);

/* Adds names for the procedure linkage table, "malloc@plt", as perf does. */
size_t elf_symbols_add_plt(struct symbol_table *table, Elf *elf);

/* Whether there is a section of symbols at all. */
bool elf_symbols_has(Elf *elf, bool dynamic);

/* The value of a symbol by its name, as in the file; false if there is none. */
bool elf_symbols_value(Elf *elf, const char *name, uint64_t *value);

#endif
