/* Programs that are started: perf, the program to be recorded, and small helpers. */
#ifndef STACKFOLD_RECORD_CHILD_H
#define STACKFOLD_RECORD_CHILD_H

#include "base/buffer.h"
#include "base/status.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

/* The user that a program runs as. */
struct child_user {
	uid_t uid;
	gid_t gid;
	const char *name; /* for the supplementary groups, USER and LOGNAME */
	const char *home; /* for HOME */
};

/* How a program is started. Zeroed fields mean the usual, except in `streams`. */
struct child_setup {
	const char *path;     /* of the program; without a slash it is looked for on PATH */
	char *const *words;   /* its arguments, ends with NULL */
	char *const *environ; /* NULL: this process's own */
	int streams[3];       /* descriptors that become 0, 1 and 2; -1: this process's own */
	int kept[2];       /* further descriptors that it gets under the same numbers; -1: none */
	bool own_group;    /* a process group of its own: the terminal's Ctrl-C does not reach it */
	bool ends_with_us; /* gets SIGINT if this process ends */
	bool waits;        /* does not begin before child_release */
	const struct child_user *user; /* NULL: as this process */
};

/* The initial value of a setup. */
#define CHILD_SETUP ((struct child_setup){.streams = {-1, -1, -1}, .kept = {-1, -1}})

/* A program that was started. */
struct child {
	pid_t pid;   /* 0: none */
	int gate;    /* writing to it lets the program begin; -1: it did */
	int failure; /* from where errno is read if it could not begin, -1: it did */
	bool ended;
	int status;     /* as wait gives it, if ended */
	double seconds; /* of processor time, its own and its children's, if ended; 0: not known */
};

#define CHILD_NONE ((struct child){.gate = -1, .failure = -1})

/* Starts a program. STATUS_FAILED with a
 * message if it cannot be started; with `waits`, only child_release reports that. */
enum status child_start(const struct child_setup *setup, struct child *process, struct error *err);

/* Lets a program that waits begin. STATUS_FAILED with a message if it cannot be started. */
enum status child_release(struct child *process, const char *name, struct error *err);

/* Ends a program that still waits before it begins, and forgets it. */
void child_cancel(struct child *process);

/* Whether the process has ended; then it is reaped. Does not wait. */
bool child_has_ended(struct child *process);

/* Notes the result of wait4(2). */
void child_note_end(struct child *process, int status, const struct rusage *usage);

/* Waits until it has ended. */
void child_wait(struct child *process);

/* Its exit status as shells give it: 128 and the number of a signal that ended it. */
int child_exit_code(const struct child *process);

/* Runs a helper to its end, with its output (and with `errors` what it writes to standard error)
 * in `text` (NULL: discarded), at most 64 KiB of it. Gives its exit code, -1 if it could not be
 * started. */
int child_run(const char *path, char *const *words, bool errors, struct buffer *text);

#endif
