/* What hinders recording, and the one command that mends it. */
#ifndef STACKFOLD_RECORD_HINDRANCE_H
#define STACKFOLD_RECORD_HINDRANCE_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

/* Where recording is tried, as far as it matters. */
struct surroundings {
	bool root;         /* the effective user is root */
	bool namespaced;   /* in a user namespace, whose root is not root for the kernel */
	bool privileged;   /* has CAP_PERFMON or CAP_SYS_ADMIN, not in such a namespace */
	bool locks_memory; /* the same of CAP_IPC_LOCK */
	bool filtered;     /* a filter for system calls answers perf_event_open */
	int paranoid;      /* kernel.perf_event_paranoid, SETTING_UNKNOWN: not readable */
	int kptr_restrict; /* kernel.kptr_restrict, likewise */
	bool whole_system; /* what is tried: all processes */
	bool kernel;       /* ... time in the kernel, too */
	bool other_user;   /* ... another user's process */
};

enum { SETTING_UNKNOWN = 1000 };

/* Finds out about this process; what is tried is left to the caller. */
void surroundings_look(struct surroundings *here);

/* Appends why an event cannot be recorded, by errno, and what helps: "kernel.perf_event_paranoid is
 * 4: sudo sysctl kernel.perf_event_paranoid=2". */
void hindrance_of_event(int failure, const struct surroundings *here, struct buffer *text);

/* The same of the kernel's part of a recording, where the program's part works. */
void hindrance_of_kernel(const struct surroundings *here, struct buffer *text);

/* The same of context switches, which are recorded of the whole system. */
void hindrance_of_switches(int failure, const struct surroundings *here, struct buffer *text);

/* Whether the names of the kernel's functions are hidden from this process. */
bool hindrance_hides_kernel_names(const char *kallsyms);

/* The command that shows them. */
void hindrance_of_kernel_names(const struct surroundings *here, struct buffer *text);

/* The remedy if perf ended with a message, and the line of the message that shows the cause; NULL:
 * not known, and the line stays unchanged. */
const char *hindrance_in_message(const char *message, struct text *line);

#endif
