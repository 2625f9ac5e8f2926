/* Benchmarks that were not compared, in words. */
#ifndef STACKFOLD_SUMMARY_STATES_H
#define STACKFOLD_SUMMARY_STATES_H

#include "report/comparison_row.h"

/* Names for programs: "compared", "new", "failed" ... */
extern const char *const state_names[ROW_STATES];

/* Why the row was not compared: what the row says, or what its state means. */
const char *state_reason(const struct comparison_row *row);

/* Why a limit checked nothing in a row that was compared, "names no frame"; NULL: it checked. */
const char *state_unchecked(const struct comparison_row *row, const char *rule);

#endif
