/* A ranking for terminals. */
#ifndef STACKFOLD_REPORT_RANKING_TEXT_H
#define STACKFOLD_REPORT_RANKING_TEXT_H

#include "report/ranking_format.h"

extern const struct ranking_format ranking_text;

#endif
