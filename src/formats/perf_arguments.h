/* Where the argument list of a function begins in its name. */
#ifndef STACKFOLD_FORMATS_PERF_ARGUMENTS_H
#define STACKFOLD_FORMATS_PERF_ARGUMENTS_H

#include "base/text.h"

#include <stddef.h>

/* The size of a symbol without its argument list, e.g. 34 for
 * "std::function<void (int)>::operator()(int)". Brackets are matched; names whose brackets do not
 * balance, as after truncation, end at the first '('. */
size_t perf_arguments_begin(struct text symbol);

#endif
