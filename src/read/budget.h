/* The memory that an input may cost. A few compressed bytes may stand for any number of names,
 * processes and mappings, which is refused unless the user sets a limit. Honest profiles take less
 * than their compressed size as a rule: what compresses well repeats itself. */
#ifndef STACKFOLD_READ_BUDGET_H
#define STACKFOLD_READ_BUDGET_H

#include "base/input.h"
#include "base/status.h"
#include "read/options.h"

/* The bytes of memory that an input may take of which so many bytes were read, compressed ones as
 * compressed; UINT64_MAX: any number. */
uint64_t budget_of(const struct read_options *options, uint64_t bytes);

/* STATUS_FATAL, with the message that the input takes more. */
enum status budget_exceeded(const struct read_options *options, const struct input *input,
                            struct error *err);

#endif
