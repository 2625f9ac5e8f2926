/* Whether a benchmark has changed since the report before, and its files if it has not. */
#ifndef STACKFOLD_PAGES_KEEPING_H
#define STACKFOLD_PAGES_KEEPING_H

#include "pages/job.h"

/* Sets benchmark->key, the checksum of all that the files depend on; none if an input has none. */
void keeping_key(const struct making *making, const struct making_input *input,
                 struct benchmark *benchmark);

/* Takes the files of the report before if nothing that they depend on has changed. */
bool keeping_take(const struct making *making, const struct making_input *input,
                  struct benchmark *benchmark);

#endif
