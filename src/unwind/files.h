/* The files of modules, as unwinding uses them: their rules, and their bytes. */
#ifndef STACKFOLD_UNWIND_FILES_H
#define STACKFOLD_UNWIND_FILES_H

#include "unwind/machine.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;
struct unwind_code;
struct unwind_draft;

/* The call frame information of all modules of a `struct symbols`, shared by all threads. Each
 * module's is looked for when the first frame falls in it. */
struct unwind_files;

/* NULL without memory. symbols must outlive it. */
struct unwind_files *unwind_files_new(struct symbols *symbols);
void unwind_files_free(struct unwind_files *files); /* NULL is fine */

/* The rule of the instruction at an offset in a module's file, by CFI or by the look of the code.
 * Any thread. False without memory. */
bool unwind_files_rule(struct unwind_files *files, uint32_t module, uint64_t offset,
                       enum unwind_arch arch, struct unwind_draft *draft);

/* The same in code without a file. */
void unwind_code_rule(const struct unwind_code *code, uint64_t address, enum unwind_arch arch,
                      struct unwind_draft *draft);

/* So many bytes of a module's file, 8 at most; false if there are none. Any thread; slow. */
bool unwind_files_read(struct unwind_files *files, uint32_t module, uint64_t offset, size_t size,
                       uint64_t *value);

#endif
