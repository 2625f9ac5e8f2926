/* The advice of several runs, each kind said once for a side. */
#ifndef STACKFOLD_DIFF_ADVISED_H
#define STACKFOLD_DIFF_ADVISED_H

#include "store/facts.h"

enum { ADVISED_SIDES = 2 }; /* before, after */

struct advised_kind;

/* Zero-initialised: none. */
struct advised {
	struct advised_kind *kinds;
	size_t count, capacity;
	unsigned runs[ADVISED_SIDES];
};

/* Takes the advice of another run of a side. Texts are of one kind that are the same between the
 * share that they begin with and the first comma or colon, whatever their numbers: "38.2% of the
 * profile has functions without names, in ...". False without memory. */
bool advised_add(struct advised *advised, int side, const struct facts *facts);

/* Adds to facts, for each side and kind, the text of the run with the middle share, headed by the
 * side and how many runs had it: "before: ", "after (5 runs): ", "after (3 of 5 runs): ". False
 * without memory. */
bool advised_merge(struct advised *advised, struct facts *facts);

void advised_free(struct advised *advised);

#endif
