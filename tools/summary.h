/* The functions that a profile spends most in, in some lines. */
#ifndef STACKFOLD_TOOLS_SUMMARY_H
#define STACKFOLD_TOOLS_SUMMARY_H

#include "base/buffer.h"
#include "base/status.h"
#include "store/profile.h"
#include "totals/totals.h"

#include <stddef.h>

/* Writes the functions with the largest weights of their own, at most so many, to standard error,
 * as top-stacks does. */
enum status summary_write(const struct profile *profile, size_t most, struct error *err);

/* Appends the same to a text, for any width; `by`: weights of their own, or in total. */
enum status summary_append(const struct profile *profile, size_t most, enum measure by,
                           struct buffer *text, struct error *err);

#endif
