/* Comparisons in words and tables: for terminals, pull requests, programs and test reports. */
#ifndef STACKFOLD_REPORT_REPORT_H
#define STACKFOLD_REPORT_REPORT_H

#include "report/breach.h"
#include "report/format.h"

/* The format of that name: text, markdown, json, junit; NULL: there is none. */
const struct report_format *report_find(const char *name, size_t size);

/* The name of each format; NULL after the last. */
const char *report_format_name(size_t index);

/* Writes the report to a file, completely or not at all; path NULL or "-": standard output. */
enum status report_write(const struct report *report, const struct report_format *format,
                         const char *path, struct error *err);

#endif
