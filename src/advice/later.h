/* Advice on recordings whose frames get their names later: what it needs is kept with the stacks
 * (store/unjudged.h) until then. */
#ifndef STACKFOLD_ADVICE_LATER_H
#define STACKFOLD_ADVICE_LATER_H

#include "advice/clues.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether some frame of some stack is a place in a module (symbol/module_offset.h). Names that no
 * stack has any more do not count. Without memory *failed is set. */
bool later_has_places(const struct profile *profile, bool *failed);

/* Keeps clues about a number of samples, of which `flat` have no call chain, in the profile's
 * facts.
 */
void later_put_off(const struct clues *clues, uint64_t samples, uint64_t flat,
                   struct profile *profile);

/* Takes it out again, and adds it to the clues; false: nothing was kept, some frames are still
 * places, or (*failed is set) memory ran out. */
bool later_take_up(struct clues *clues, struct profile *profile, uint64_t *samples, uint64_t *flat,
                   bool *failed);

#endif
