/* Many comparisons in short: a comment for a pull request, a test report, JSON for programs. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_H
#define STACKFOLD_SUMMARY_SUMMARY_H

#include "summary/summary_format.h"

/* The format of that name: markdown, junit, json; NULL: there is none. */
const struct summary_format *summary_find(const char *name, size_t size);

/* The name of each format; NULL after the last. */
const char *summary_format_name(size_t index);

/* The format and the path of a file as a user names it: "junit:FILE", or "FILE" alone, whose ending
 * says the format (.md, .xml, .json). NULL: neither says it. */
const struct summary_format *summary_of_file(const char *given, const char **path);

/* Writes the summary to a file, completely or not at all; path NULL or "-": standard output. */
enum status summary_write(const struct summary *summary, const struct summary_format *format,
                          const char *path, struct error *err);

#endif
