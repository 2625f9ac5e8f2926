/* The memory that an input may take. A few compressed bytes can contain any number of names,
 * processes and mappings; more than the limit is refused, unless the user sets another limit.
 * Genuine profiles usually take less memory than their compressed size, because data that
 * compresses well has few distinct names and stacks. */
#ifndef STACKFOLD_READ_BUDGET_H
#define STACKFOLD_READ_BUDGET_H

#include "base/input.h"
#include "base/status.h"
#include "read/options.h"

/* The bytes of memory that an input may take after `bytes` of it were read (compressed bytes, if it
 * is compressed); UINT64_MAX: any number. */
uint64_t budget_of(const struct read_options *options, uint64_t bytes);

/* STATUS_FATAL, with the message that the input takes more. */
enum status budget_exceeded(const struct read_options *options, const struct input *input,
                            struct error *err);

#endif
