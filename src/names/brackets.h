/* The brackets in names of functions: round, square, curly and angle ones, each closed by its own.
 * Brackets in names of operators do not count (operator<, operator->, operator()), nor does the
 * arrow of a type (fn() -> T). In round brackets, where expressions stand, '<' and '>' may stand
 * alone. */
#ifndef STACKFOLD_NAMES_BRACKETS_H
#define STACKFOLD_NAMES_BRACKETS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* The end of the operator's name that begins at that place, such as `operator<<`; the place itself,
 * if none begins there. A conversion, `operator bool`, ends after the first word. */
size_t brackets_operator(struct text text, size_t at);

/* The place after the bracket that closes the one that opens there; 0: it is not closed, or others
 * are nested too deep in it. Cost: a pass over the contents of the bracket. */
size_t brackets_close(struct text text, size_t at);

/* The next place after that one that is outside of brackets and operators; the end, if a bracket is
 * not closed. */
size_t brackets_step(struct text text, size_t at);

/* Whether all brackets are closed. */
bool brackets_balance(struct text text);

#endif
