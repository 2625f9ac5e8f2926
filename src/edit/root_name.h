/* Another name for a root frame. */
#ifndef STACKFOLD_EDIT_ROOT_NAME_H
#define STACKFOLD_EDIT_ROOT_NAME_H

#include "store/profile.h"

/* Adds all stacks of `from`, of one column, to `made`, which has none, and what is known of them:
 * those with the root frame `name` get the root frame `other`. Frames of that name elsewhere stay.
 * STATUS_FAILED if a sum overflows, STATUS_FATAL without memory. */
enum status root_name_change(const struct profile *from, const char *name, const char *other,
                             struct profile *made, struct error *err);

#endif
