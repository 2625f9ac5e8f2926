/* The message where an input has samples but none is kept: it says what there was instead. */
#ifndef STACKFOLD_READ_NOTHING_KEPT_H
#define STACKFOLD_READ_NOTHING_KEPT_H

#include "read/account.h"
#include "read/reading.h"

/* Answers STATUS_FAILED, STATUS_FATAL without memory. */
enum status nothing_kept(const struct reading *reading, const struct read_account *account,
                         struct error *err);

#endif
