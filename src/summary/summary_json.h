/* A summary for programs: JSON. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_JSON_H
#define STACKFOLD_SUMMARY_SUMMARY_JSON_H

#include "summary/summary_format.h"

extern const struct summary_format summary_json;

#endif
