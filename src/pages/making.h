/* Making one benchmark: reading its runs, comparing, drawing, and writing its page. */
#ifndef STACKFOLD_PAGES_MAKING_H
#define STACKFOLD_PAGES_MAKING_H

#include "pages/job.h"

/* Makes it; row.name, row.page and file are set. What is wrong with its profiles is in the row.
 * STATUS_FATAL where the whole report cannot be made. */
enum status making_run(const struct making *making, const struct making_input *input,
                       struct benchmark *benchmark, struct error *err);

#endif
