/* A ranking for a comment on a pull request: Markdown. */
#ifndef STACKFOLD_REPORT_RANKING_MARKDOWN_H
#define STACKFOLD_REPORT_RANKING_MARKDOWN_H

#include "report/ranking_format.h"

extern const struct ranking_format ranking_markdown;

#endif
