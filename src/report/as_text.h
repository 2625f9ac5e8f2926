/* A report for terminals. */
#ifndef STACKFOLD_REPORT_AS_TEXT_H
#define STACKFOLD_REPORT_AS_TEXT_H

#include "report/format.h"

extern const struct report_format report_text;

#endif
