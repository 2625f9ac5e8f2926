/* What the workers' sinks hold becomes one profile. */
#ifndef STACKFOLD_READ_GATHERING_H
#define STACKFOLD_READ_GATHERING_H

#include "read/account.h"
#include "read/reading.h"
#include "store/profile.h"

/* Fills an empty profile with what the account keeps: the first sink's by moving where it is all of
 * one event, the others' by merging, in an order that does not matter to the result. */
enum status gathering_profile(struct reading *reading, struct profile *profile, struct error *err);

/* Judges what was read of a profiler's samples, once rounding has made the weights final: the
 * account's advice. */
enum status gathering_advice(const struct reading *reading, struct profile *profile,
                             struct read_account *account, struct error *err);

#endif
