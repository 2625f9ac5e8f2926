/* The names that are nearest to what a step looked for in vain. */
#ifndef STACKFOLD_EDIT_NEAREST_H
#define STACKFOLD_EDIT_NEAREST_H

#include "base/near.h"
#include "edit/step.h"

/* Finds, of the names that came to the step, those that hold something like the letters of its
 * expression. Cost: a comparison with each name. */
void nearest_names(const struct step *step, const struct frames *frames, struct nearest *nearest);

#endif
