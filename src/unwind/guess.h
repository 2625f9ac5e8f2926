/* Rules of code that call frame information leaves out, by what the code looks like. */
#ifndef STACKFOLD_UNWIND_GUESS_H
#define STACKFOLD_UNWIND_GUESS_H

#include "unwind/machine.h"

#include <stdbool.h>

struct unwind_draft;

enum { UNWIND_GUESS_BYTES = 17 }; /* of the code, from the address on */

/* Makes a rule for code without call frame information. If a file has none at all, like arm64's
 * vdso, only the returns of signal handlers are known. The return address of a handler, less one,
 * is in front of the code that it returns to, so one more byte counts as that code. */
void unwind_guess(struct unwind_draft *draft, enum unwind_arch arch,
                  const uint8_t code[UNWIND_GUESS_BYTES], bool has_cfi);

#endif
