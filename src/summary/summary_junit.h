/* A summary as a test report: JUnit's XML. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_JUNIT_H
#define STACKFOLD_SUMMARY_SUMMARY_JUNIT_H

#include "summary/summary_format.h"

extern const struct summary_format summary_junit;

#endif
