/* The message for an input that has samples of which none is kept: it says which samples there
 * were. */
#ifndef STACKFOLD_READ_NOTHING_KEPT_H
#define STACKFOLD_READ_NOTHING_KEPT_H

#include "read/account.h"
#include "read/reading.h"

/* Returns STATUS_FAILED, or STATUS_FATAL without memory. */
enum status nothing_kept(const struct reading *reading, const struct read_account *account,
                         struct error *err);

#endif
