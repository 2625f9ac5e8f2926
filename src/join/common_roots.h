/* Whether two sorted texts have a root frame in common. */
#ifndef STACKFOLD_JOIN_COMMON_ROOTS_H
#define STACKFOLD_JOIN_COMMON_ROOTS_H

#include "join/side.h"

/* *common: whether stacks of both begin with the same frame and have a weight above 0. Cost: few
 * lines are read where many stacks have the same root. STATUS_FATAL without memory. */
enum status common_roots(const struct side sides[2], bool *common, struct error *err);

#endif
