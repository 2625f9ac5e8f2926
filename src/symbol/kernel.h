/* The kernel's symbols as text: /proc/kallsyms, or a copy of it. */
#ifndef STACKFOLD_SYMBOL_KERNEL_H
#define STACKFOLD_SYMBOL_KERNEL_H

#include "symbol/module.h"
#include "symbol/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fills a table from a kallsyms file and tidies it. With a reference (an address other than 0) all
 * symbols are shifted so that the symbol of that name is there: the recorded kernel may have been
 * loaded elsewhere. As text_file_read, of TEXT_KALLSYMS_MOST bytes at most; SYMBOL_NO_KERNEL if the
 * file hides its addresses. */
enum symbol_missing kallsyms_load(struct symbol_table *table, const char *path,
                                  const char *reference_name, uint64_t reference);

/* The running kernel's build id: its size, up to most bytes in id; 0: not known. */
size_t running_kernel_build_id(uint8_t *id, size_t most);

/* Where a copy of the kernel's memory (/proc/kcore, an ELF core file) says that memory is: how many
 * areas; 0 if there is none, or it cannot be read. The caller frees *areas. */
size_t kcore_areas(const char *path, struct symbol_area **areas);

#endif
