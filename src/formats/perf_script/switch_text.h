/* perf script's text after the names of the scheduler's tracepoints. */
#ifndef STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H
#define STACKFOLD_FORMATS_PERF_SCRIPT_SWITCH_TEXT_H

#include "read/sched.h"

/* The meaning of a scheduler's event for a thread. */
enum switch_event {
	SWITCH_NONE,   /* it is not such an event */
	SWITCH_AWAY,   /* one thread leaves the CPU, another gets it: switch_text_read */
	SWITCH_WAKEUP, /* it can run again: wakeup_text_read */
	SWITCH_NEW,    /* it was created: wakeup_text_read */
};
enum switch_event switch_text_event(struct text name);

/* Reads the fields of sched:sched_switch except its time; false if they are missing. */
bool switch_text_read(struct text fields, struct sched_switch *change);

/* Reads the thread of sched:sched_wakeup, sched_waking or sched_wakeup_new. */
bool wakeup_text_read(struct text fields, uint32_t *tid);

#endif
