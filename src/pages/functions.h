/* The functions of a benchmark's row. */
#ifndef STACKFOLD_PAGES_FUNCTIONS_H
#define STACKFOLD_PAGES_FUNCTIONS_H

#include "pages/benchmark.h"
#include "pages/side.h"
#include "report/ranking.h"

/* Puts the functions of a side into the row, each once: those whose names `watched` matches (a
 * regular expression; NULL: none), then those of the rankings by self and total weight. What memory
 * lacks shows in benchmark->lost. */
void functions_fill(struct benchmark *benchmark, const struct side *side,
                    const struct ranking tops[MEASURES], const char *watched);

#endif
