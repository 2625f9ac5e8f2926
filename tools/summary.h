/* The hottest functions of a profile, in a few lines. */
#ifndef STACKFOLD_TOOLS_SUMMARY_H
#define STACKFOLD_TOOLS_SUMMARY_H

#include "base/buffer.h"
#include "base/status.h"
#include "store/profile.h"
#include "totals/totals.h"

#include <stddef.h>

/* Writes the functions with the largest self weights, at most that many, to standard error, as
 * top-stacks does. */
enum status summary_write(const struct profile *profile, size_t most, struct error *err);

/* Appends the same to a text, for any width; `by`: self or total weights. */
enum status summary_append(const struct profile *profile, size_t most, enum measure by,
                           struct buffer *text, struct error *err);

#endif
