/* Messages about input that was read. */
#ifndef STACKFOLD_OPTIONS_REMARKS_H
#define STACKFOLD_OPTIONS_REMARKS_H

#include "diff/normalize.h"
#include "options/message.h"
#include "read/read.h"

/* Warns of lines that were not understood, of events that were left out because none was chosen
 * and, with `notes`, gives the warnings among the account's notes. */
void remark_account(const struct read_account *account, bool with_notes,
                    const struct messages *messages);

/* A part of the samples whose event is known, in percent. */
double account_percent(const struct read_account *account, uint64_t samples);

/* Warns where weights are rounded because they do not fit 64 bits. */
void remark_rounding(const struct stacks *stacks, const struct messages *messages);

/* STATUS_FAILED if inputs to be compared count different things and are not scaled; warns where
 * they are. */
enum status remark_units(const struct facts *facts, const struct normalization *how,
                         const struct messages *messages, struct error *err);

/* The message about a pair without a root frame in common. */
extern const char remark_no_common_root[];

/* The same of both sides of a pair; also warns where they have no root frame in common.
 * STATUS_FATAL without memory. */
enum status remark_pair(const struct profile *pair, const struct normalization *how,
                        const struct messages *messages, struct error *err);

/* Warns where two inputs were recorded in different ways, and returns whether they were. The texts
 * are those of record/flags.h, NULL: not known. */
bool remark_flags(const char *before, const char *before_name, const char *after,
                  const char *after_name, const struct messages *messages);

#endif
