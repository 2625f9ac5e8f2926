/* The names that are nearest to one that a step did not find. */
#ifndef STACKFOLD_EDIT_NEAREST_H
#define STACKFOLD_EDIT_NEAREST_H

#include "base/near.h"
#include "edit/step.h"

/* Finds those of the names that came to the step that contain something similar to the letters of
 * its expression. Cost: a comparison with each name. */
void nearest_names(const struct step *step, const struct frames *frames, struct nearest *nearest);

#endif
