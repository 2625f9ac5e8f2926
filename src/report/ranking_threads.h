/* The list of a ranking's threads. */
#ifndef STACKFOLD_REPORT_RANKING_THREADS_H
#define STACKFOLD_REPORT_RANKING_THREADS_H

#include "report/ranking.h"

/* Adds a list of threads, the heaviest first, as the profile's samples have them; if they were not
 * kept or say nothing of threads, a list of root frames. STATUS_FATAL without memory.
 * Cost: a pass over the samples, or the stacks. */
enum status ranking_threads(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                            struct error *err);

#endif
