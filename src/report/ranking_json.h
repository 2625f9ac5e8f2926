/* A ranking for programs: JSON (RFC 8259), whose form top-stacks(1) describes. */
#ifndef STACKFOLD_REPORT_RANKING_JSON_H
#define STACKFOLD_REPORT_RANKING_JSON_H

#include "report/ranking_format.h"

extern const struct ranking_format ranking_json;

#endif
