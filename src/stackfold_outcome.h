/* How the public library passes failures on. */
#ifndef STACKFOLD_OUTCOME_H
#define STACKFOLD_OUTCOME_H

#include "stackfold.h"

#include "base/input.h"
#include "base/status.h"
#include "options/option.h"

/* Passes an inner failure on, with its place where the message begins with it: the name of one of
 * `count` inputs, or an option. */
sf_status public_outcome(enum status status, const struct error *inner,
                         const struct input_source *inputs, size_t count, struct sf_error *error);

/* The same of a call that sets an option. */
sf_status public_wrong_option(enum status status, const struct error *inner, const char *name,
                              struct sf_error *error);

/* The same of a value that is wrong at a place: the text quotes the value, as there may be several.
 */
sf_status public_wrong(enum status status, const struct error *inner,
                       const struct option_place *place, struct sf_error *error);

#endif
