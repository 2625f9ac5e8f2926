/* Makes one profile of the contents of the workers' sinks. */
#ifndef STACKFOLD_READ_GATHERING_H
#define STACKFOLD_READ_GATHERING_H

#include "read/account.h"
#include "read/reading.h"
#include "store/profile.h"

/* Fills an empty profile with the stacks of the events that the account keeps: those of the first
 * sink are moved if they are all of one event, those of the others are merged. The result does not
 * depend on the order of the sinks. */
enum status gathering_profile(struct reading *reading, struct profile *profile, struct error *err);

/* Puts advice on the samples of profilers into the account. Call it after rounding, when the
 * weights are final. */
enum status gathering_advice(const struct reading *reading, struct profile *profile,
                             struct read_account *account, struct error *err);

#endif
