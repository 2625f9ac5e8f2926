/* What is to be said of input that was read, as messages. */
#ifndef STACKFOLD_OPTIONS_REMARKS_H
#define STACKFOLD_OPTIONS_REMARKS_H

#include "options/message.h"
#include "read/read.h"

/* Warns of lines that fit nothing, of events that were left out because none was chosen and, with
 * notes, of what the account's notes warn of. */
void remark_account(const struct read_account *account, bool with_notes,
                    const struct messages *messages);

/* A part of the samples whose event is known, in percent. */
double account_percent(const struct read_account *account, uint64_t samples);

/* Warns where weights are rounded because 64 bits do not hold them. */
void remark_rounding(const struct stacks *stacks, const struct messages *messages);

/* Warns where inputs count different things. */
void remark_units(const struct facts *facts, const struct messages *messages);

/* Warns where the two sides of a pair cannot be compared as they are. STATUS_FATAL without memory.
 */
enum status remark_pair(const struct profile *pair, const struct messages *messages,
                        struct error *err);

#endif
