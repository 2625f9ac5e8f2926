/* The trends of benchmarks: a page for each, beside its own. */
#ifndef STACKFOLD_PAGES_TREND_PAGE_H
#define STACKFOLD_PAGES_TREND_PAGE_H

#include "base/pattern.h"
#include "history/history.h"
#include "pages/benchmark.h"

/* The name of the page in a benchmark's folder. */
#define TREND_PAGE "trends.html"

/* Writes the page of each benchmark that the history has, below FOLDER/profiles/: the total, and
 * the functions that `chosen` matches (NULL: the hottest ones). STATUS_FAILED if a search exceeded
 * PCRE2's limits; STATUS_FATAL where writing fails or memory runs out. */
enum status trend_pages_write(const char *folder, const char *title,
                              const struct benchmark *benchmarks, size_t count,
                              const struct history *history, struct pattern *chosen,
                              struct error *err);

#endif
