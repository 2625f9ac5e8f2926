/* The functions that a profile spends most in, in some lines. */
#ifndef STACKFOLD_TOOLS_SUMMARY_H
#define STACKFOLD_TOOLS_SUMMARY_H

#include "base/status.h"
#include "store/profile.h"

#include <stddef.h>

/* Writes the functions with the largest weights of their own, at most so many, to standard error,
 * as top-stacks does. */
enum status summary_write(const struct profile *profile, size_t most, struct error *err);

#endif
