/* The kernel's page of code in this process, which is that of every process on this kernel. */
#ifndef STACKFOLD_SYMBOL_VDSO_H
#define STACKFOLD_SYMBOL_VDSO_H

#include "symbol/elf_file.h"

bool vdso_open(struct elf_file *file); /* false if there is none */

#endif
