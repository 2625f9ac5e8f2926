/* The beginning of a function's argument list in its name. */
#ifndef STACKFOLD_FORMATS_PERF_ARGUMENTS_H
#define STACKFOLD_FORMATS_PERF_ARGUMENTS_H

#include "base/text.h"

#include <stddef.h>

/* The size of a symbol without its argument list, e.g. 34 for
 * "std::function<void (int)>::operator()(int)". Brackets are matched; names whose brackets do not
 * balance, such as truncated ones, end at the first '('. */
size_t perf_arguments_begin(struct text symbol);

#endif
