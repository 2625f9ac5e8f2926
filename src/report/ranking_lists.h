/* The lists of a ranking that are no trees. */
#ifndef STACKFOLD_REPORT_RANKING_LISTS_H
#define STACKFOLD_REPORT_RANKING_LISTS_H

#include "report/ranking.h"

/* Each adds a list with the rows that come first, `rows` at most. STATUS_FATAL without memory. */

/* Functions, by self or total weight; those without any are left out. */
enum status ranking_functions(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                              struct error *err);

/* How many functions there are for such a list. */
size_t ranking_function_count(const struct ranking *ranking);

/* Stacks. */
enum status ranking_paths(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                          struct error *err);

/* Modules: files of code, and where they are not known what the frames' names show. */
enum status ranking_modules(struct ranking *ranking, const struct ranking_wish *wish, size_t rows,
                            struct error *err);

#endif
