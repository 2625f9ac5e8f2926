/* A report for programs: JSON (RFC 8259). */
#ifndef STACKFOLD_REPORT_AS_JSON_H
#define STACKFOLD_REPORT_AS_JSON_H

#include "report/format.h"

extern const struct report_format report_json;

#endif
