/* Making rankings. */
#ifndef STACKFOLD_REPORT_RANKING_MAKE_H
#define STACKFOLD_REPORT_RANKING_MAKE_H

#include "report/ranking.h"

/* How many lines a format needs beside one for each row, where lines are limited. */
struct ranking_lines {
	size_t functions, tree, advice;
};

/* Makes the lists that the options ask for, or, where lines are limited, those that say most in so
 * many lines. The profile's weights and the sums of its columns fit 64 bits; its samples are
 * kept where threads are asked for and known. STATUS_FAILED with a message if no function is
 * meant, STATUS_FATAL without memory. ranking_free in any case. */
enum status ranking_make(struct ranking *ranking, const struct profile *profile,
                         const struct ranking_options *options, const struct ranking_lines *lines,
                         struct error *err);
void ranking_free(struct ranking *ranking);

#endif
