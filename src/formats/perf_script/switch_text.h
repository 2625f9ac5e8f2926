/* What `perf script` prints behind the names of the scheduler's tracepoints. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H

#include "read/sched.h"

/* Reads the fields of sched:sched_switch but its time; false where they are not there. */
bool switch_text_read(struct text fields, struct sched_switch *change);

/* Reads which thread sched:sched_wakeup, sched_waking or sched_wakeup_new is about. */
bool wakeup_text_read(struct text fields, uint32_t *tid);

#endif
