/* Whether flame's recording is complete. */
#ifndef STACKFOLD_TOOLS_RECORDED_H
#define STACKFOLD_TOOLS_RECORDED_H

#include "recorder.h"

#include "store/facts.h"

/* Adds warnings where perf recorded another event than the one that was given, and where samples
 * stand for much less processor time than the program took. STATUS_FATAL without memory. */
enum status recorded_check(const struct recorder *recorder, const struct facts *facts,
                           struct name_list *warnings, struct error *err);

/* An error that says why there may be no samples. */
enum status recorded_nothing(const struct recorder *recorder, struct error *err);

#endif
