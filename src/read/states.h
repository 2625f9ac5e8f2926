/* The states in which a thread is off the CPU, as the kernel's sched_switch gives them. */
#ifndef STACKFOLD_READ_STATES_H
#define STACKFOLD_READ_STATES_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum off_state {
	OFF_PREEMPTED, /* R, R+: it could go on, but another thread got the CPU */
	OFF_RUNNABLE,  /* woken up, and waiting for a CPU: known where wake-ups were recorded */
	OFF_SLEEP,     /* S: waits for an event: a lock, a timer, a pipe */
	OFF_DISK,      /* D: cannot be interrupted: as a rule, it waits for a disk */
	OFF_IDLE,      /* I: a thread of the kernel that has nothing to do */
	OFF_STOPPED,   /* T, t: by a signal, by a debugger */
	OFF_OTHER,     /* P and all others */
	OFF_STATES,    /* how many; */
	OFF_DEAD,      /* X, Z: the thread has ended and does not come back */
};

/* All states, as bits. */
enum { OFF_ALL = (1 << OFF_STATES) - 1 };

/* The name of the event whose samples are the times off the CPU. */
extern const char off_cpu_event[];

/* The name of a state, as options and frames have it; NULL for others. */
const char *off_state_name(size_t state);

/* The state by the letters of perf script's text: "S", "R+", "D|K". */
enum off_state off_state_of(struct text letters);

/* "sleep,disk" as bits, 1 << state. 0: a name is wrong; *at and *size say which. */
unsigned off_states_parse(const char *list, const char **at, size_t *size);

/* Whether an event's samples are times off the CPU: those that are made of context switches, and
 * those of perf record --off-cpu. */
bool off_cpu_is(struct text event);

#endif
