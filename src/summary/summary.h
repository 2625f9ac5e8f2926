/* Many comparisons in short: a comment for a pull request, a test report, JSON for programs. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_H
#define STACKFOLD_SUMMARY_SUMMARY_H

#include "summary/summary_format.h"

/* The format of that name: markdown, junit, json; NULL: there is none. */
const struct summary_format *summary_find(const char *name, size_t size);

/* The name of each format; NULL after the last. */
const char *summary_format_name(size_t index);

/* Writes the summary to a file, completely or not at all; path NULL or "-": standard output. */
enum status summary_write(const struct summary *summary, const struct summary_format *format,
                          const char *path, struct error *err);

#endif
