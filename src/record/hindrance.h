/* What hinders recording, and the one command that mends it. */
#ifndef STACKFOLD_RECORD_HINDRANCE_H
#define STACKFOLD_RECORD_HINDRANCE_H

#include "base/buffer.h"

#include <stdbool.h>

/* Where recording is tried, as far as it matters. */
struct surroundings {
	bool root;         /* the effective user is root */
	bool privileged;   /* has CAP_PERFMON or CAP_SYS_ADMIN */
	bool filtered;     /* a filter for system calls answers perf_event_open */
	bool whole_system; /* what is tried */
	bool other_user;   /* the process is another user's */
	int paranoid;      /* kernel.perf_event_paranoid, PARANOID_UNKNOWN: not readable */
};

enum { PARANOID_UNKNOWN = 1000 };

/* Finds out about this process; what is tried is left to the caller. */
void surroundings_look(struct surroundings *here);

/* Appends why an event cannot be recorded, by errno, and what helps: "kernel.perf_event_paranoid is
 * 4: sudo sysctl kernel.perf_event_paranoid=2". */
void hindrance_of_event(int failure, const struct surroundings *here, struct buffer *text);

/* The same of the kernel's part of a recording, where the program's part works. */
void hindrance_of_kernel(const struct surroundings *here, struct buffer *text);

/* Whether the names of the kernel's functions are hidden from this process. */
bool hindrance_hides_kernel_names(const char *kallsyms);

/* What helps where perf ended with a message, NULL: not known. */
const char *hindrance_in_message(const char *message);

#endif
