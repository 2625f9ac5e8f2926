/* A ranking for spreadsheets: comma-separated values (RFC 4180). */
#ifndef STACKFOLD_REPORT_RANKING_CSV_H
#define STACKFOLD_REPORT_RANKING_CSV_H

#include "report/ranking_format.h"

extern const struct ranking_format ranking_csv;

#endif
