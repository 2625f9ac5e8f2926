/* The brackets in names of functions: round, square, curly and angle ones, each closed by its own.
 * Those of operators are none (operator<, operator->, operator()), and neither is the arrow of a
 * type (fn() -> T). In round brackets, where expressions stand, '<' and '>' may stand alone.
 */
#ifndef STACKFOLD_NAMES_BRACKETS_H
#define STACKFOLD_NAMES_BRACKETS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Where an operator's name ends that begins there, `operator<<`; there, if none begins. Of a
 * conversion, `operator bool`, it ends after the first word. */
size_t brackets_operator(struct text text, size_t at);

/* One further than where the bracket that opens there is closed; 0: nowhere, or so deep in it are
 * others that it would take long. Cost: a pass over what the bracket holds. */
size_t brackets_close(struct text text, size_t at);

/* The next place after that one outside of brackets and operators; the end, where one is not
 * closed. */
size_t brackets_step(struct text text, size_t at);

/* Whether all brackets are closed. */
bool brackets_balance(struct text text);

#endif
