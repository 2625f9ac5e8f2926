/* The few symbols that distributions leave in stripped programs: an ELF file, packed with xz, in
 * the section .gnu_debugdata. */
#ifndef STACKFOLD_SYMBOL_MINIDEBUG_H
#define STACKFOLD_SYMBOL_MINIDEBUG_H

#include "symbol/elf_file.h"

/* Unpacks it; false if there is none, or it is damaged. elf_file_close leaves its bytes to
 * *bytes, which the caller frees after it. */
bool minidebug_open(Elf *elf, struct elf_file *file, char **bytes);

#endif
