/* Which changes come of others: a function that takes longer makes all its callers take longer. */
#ifndef STACKFOLD_DIFF_CAUSES_H
#define STACKFOLD_DIFF_CAUSES_H

#include "diff/judge.h"

enum {
	CAUSES_MOST = 32, /* changes that are looked at */
	CAUSE_NONE = 255
};

/* Sets causes[i] of each of `count` changes (at most CAUSES_MOST, none of CHANGE_ALL) to the number
 * of the change that it comes of; CAUSE_NONE: of none of them. The total of a function comes of
 * changes of self if these, in the stacks that contain the function, make up four fifths of its
 * difference or more; the one with the largest part is its cause. Otherwise it comes of the total
 * of a function that it calls, directly or not, if that makes up four fifths of its difference.
 * A cause has no cause itself. Changes of self have none. STATUS_FATAL without memory. Cost: one
 * pass over the stacks. */
enum status causes_find(const struct comparison *comparison, const struct change *changes,
                        size_t count, uint8_t causes[CAUSES_MOST], struct error *err);

#endif
