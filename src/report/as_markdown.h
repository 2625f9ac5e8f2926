/* A report for a comment on a pull request: Markdown. */
#ifndef STACKFOLD_REPORT_AS_MARKDOWN_H
#define STACKFOLD_REPORT_AS_MARKDOWN_H

#include "report/format.h"

extern const struct report_format report_markdown;

#endif
