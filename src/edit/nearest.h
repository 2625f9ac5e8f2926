/* The names that are nearest to what a step looked for in vain. */
#ifndef STACKFOLD_EDIT_NEAREST_H
#define STACKFOLD_EDIT_NEAREST_H

#include "edit/step.h"

enum { NEAREST_MAX = 3 };

/* Sets nearest[] to the names, of those that came to the step, that hold something like the letters
 * of its expression, the nearest first; gives how many. Cost: a comparison with each name. */
size_t nearest_names(const struct step *step, const struct frames *frames,
                     const struct frame *nearest[NEAREST_MAX]);

#endif
