/* What `perf script` prints after the names of the scheduler's tracepoints. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H

#include "read/sched.h"

/* What an event of the scheduler says of a thread. */
enum switch_event {
	SWITCH_NONE,   /* it is no such event */
	SWITCH_AWAY,   /* one leaves the CPU, another comes: switch_text_read */
	SWITCH_WAKEUP, /* it can run again: wakeup_text_read */
	SWITCH_NEW,    /* it was created: wakeup_text_read */
};
enum switch_event switch_text_event(struct text name);

/* Reads the fields of sched:sched_switch but its time; false if they are not there. */
bool switch_text_read(struct text fields, struct sched_switch *change);

/* Reads which thread sched:sched_wakeup, sched_waking or sched_wakeup_new is about. */
bool wakeup_text_read(struct text fields, uint32_t *tid);

#endif
