/* Root frames, often names of processes, that have another name in the baseline. */
#ifndef STACKFOLD_PAGES_ROOTS_H
#define STACKFOLD_PAGES_ROOTS_H

#include "pages/side.h"

/* Two root frames that stand for the same program. */
struct root_pair {
	char *before, *after; /* NULL: there is no such pair */
};

/* Pairs the only root frame of `before` that `after` does not have with the only one of `after`
 * that `before` does not have, if each has at least half of its side's weight, and neither name is
 * any frame of the other side. False without memory; root_pair_free in any case. */
bool root_pair_find(const struct side *before, const struct side *after, struct root_pair *pair);
void root_pair_free(struct root_pair *pair);

#endif
