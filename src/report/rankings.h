/* The formats of rankings. */
#ifndef STACKFOLD_REPORT_RANKINGS_H
#define STACKFOLD_REPORT_RANKINGS_H

#include "base/output.h"
#include "report/ranking_format.h"

/* The format of that name: text, markdown, json, csv; NULL: there is none. */
const struct ranking_format *ranking_format_find(const char *name, size_t size);

/* The name of each format; NULL after the last. */
const char *ranking_format_name(size_t index);

/* Ranks the profile and writes that; see ranking_make. */
enum status ranking_write(const struct profile *profile, const struct ranking_options *options,
                          const struct ranking_format *format, const struct ranking_look *look,
                          struct output *output, struct error *err);

#endif
