/* What flame shows of runs: the summary, comparisons, pictures, and where the files are. */
#ifndef STACKFOLD_TOOLS_PRESENTER_H
#define STACKFOLD_TOOLS_PRESENTER_H

#include "side.h"

/* Prints the summary of `after`, compares it with `before` (NULL: with earlier results, if the
 * options say so), and draws. */
enum status presenter_show(struct settings *set, struct side *before, struct side *after,
                           struct error *err);

/* Says where the files are, and opens the picture if the options say so. `recorded`: the stacks
 * were recorded, not read. */
void presenter_name_files(const struct settings *set, const struct side *before,
                          const struct side *after, bool recorded);

#endif
