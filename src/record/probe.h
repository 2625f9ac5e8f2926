/* What can be recorded here: tried with the kernel, not guessed. */
#ifndef STACKFOLD_RECORD_PROBE_H
#define STACKFOLD_RECORD_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What events are tried on. */
struct probe_target {
	bool whole_system;
	pid_t pid; /* 0: this process */
};

/* One event that perf may sample by, and how it went. */
struct probe_try {
	const char *event; /* "cycles:u" */
	bool user_only;    /* without the kernel */
	bool hardware;     /* by a counter of the processor */
	int failure;       /* errno, 0: it works; ENODATA: it opened, but did not count */
};

enum { PROBE_TRIES = 4 };

/* Tries the events that stand for time, the best first: cycles, cpu-clock, and both without the
 * kernel. With `all` each is tried, otherwise none after the first that works; the others then have
 * failure ECANCELED. Gives the first that works, NULL: none does. */
const struct probe_try *probe_events(const struct probe_target *target, bool all,
                                     struct probe_try tries[PROBE_TRIES]);

/* Whether the processor records call stacks with a sample of cycles (LBR): 0 if it does, otherwise
 * an errno. */
int probe_branch_stacks(const struct probe_target *target);

/* Whether a filter for system calls (seccomp), and not the kernel, answers perf_event_open. */
bool probe_filtered(void);

/* Whether buffers of that many bytes, one for each of some processors, can be mapped for perf: 0 if
 * they can, otherwise an errno. */
int probe_buffers(size_t size, unsigned processors);

/* Whether context switches of the whole system can be recorded: 0 if so, otherwise an errno. */
int probe_switches(void);

#endif
