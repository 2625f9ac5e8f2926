/* From the instructions of call frame information to the rule of one address. Needs elfutils. */
#ifndef STACKFOLD_UNWIND_PROGRAM_H
#define STACKFOLD_UNWIND_PROGRAM_H

#include "unwind/machine.h"

struct unwind_cfi;
struct unwind_draft;
struct unwind_function;

/* Compiles the rule of an address in the function: RULE_CFI, RULE_OUTER or RULE_BAD. `shift` is
 * what a file offset is above the ELF address. */
void unwind_compile(const struct unwind_cfi *cfi, const struct unwind_function *function,
                    uint64_t address, enum unwind_arch arch, uint64_t shift,
                    struct unwind_draft *draft);

#endif
