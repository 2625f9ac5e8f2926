/* Rules of code that call frame information leaves out, by what the code looks like. */
#ifndef STACKFOLD_UNWIND_GUESS_H
#define STACKFOLD_UNWIND_GUESS_H

#include "unwind/machine.h"

#include <stdbool.h>

struct unwind_draft;

enum { UNWIND_GUESS_BYTES = 17 }; /* of the code, from the address on */

/* Makes a rule for code that call frame information leaves out; where a file has none of it at all,
 * as arm64's vdso, only handlers' returns are known. A handler's return address, less one, is in
 * front of the code that it returns to: hence the byte more. */
void unwind_guess(struct unwind_draft *draft, enum unwind_arch arch,
                  const uint8_t code[UNWIND_GUESS_BYTES], bool has_cfi);

#endif
