/* The index of a report: a page for each order. */
#ifndef STACKFOLD_PAGES_INDEX_PAGE_H
#define STACKFOLD_PAGES_INDEX_PAGE_H

#include "pages/benchmark.h"

/* Writes FOLDER/index.html and its sorted copies. `compared`: there is a baseline. STATUS_FATAL
 * where that fails. */
enum status index_pages_write(const char *folder, const char *title,
                              const struct benchmark *benchmarks, size_t count, bool compared,
                              struct error *err);

#endif
