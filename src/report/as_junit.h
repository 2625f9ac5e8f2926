/* A test report as CI servers read it: JUnit's XML. */
#ifndef STACKFOLD_REPORT_AS_JUNIT_H
#define STACKFOLD_REPORT_AS_JUNIT_H

#include "report/format.h"

extern const struct report_format report_junit;

#endif
