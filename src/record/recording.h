/* A recording from its start to its end: perf, the program that is recorded, signals and times.
 *
 * perf starts first and waits for a command from a pipe (perf record --control), so
 * that a program is recorded from its first instruction on. It attaches to the program, which is
 * this process's own child: its exit status and its signals do not go through perf. */
#ifndef STACKFOLD_RECORD_RECORDING_H
#define STACKFOLD_RECORD_RECORDING_H

#include "base/buffer.h"
#include "base/status.h"
#include "record/arguments.h"
#include "record/child.h"

#include <stdbool.h>
#include <stdint.h>

/* What to do. */
struct recording {
	const char *perf; /* perf's file */
	struct record_plan
		*plan;         /* control, answers and, of a started program, pids are set here */
	struct child *program; /* started with `waits`; NULL: none, others are attached to */
	const char *program_name; /* for messages */
	double seconds;           /* how long; 0: to the end of what is recorded, or until Ctrl-C */
	double delay;             /* seconds from the program's start on that are not recorded */
	/* Called some times a second while recording; NULL: not. */
	void (*progress)(void *context, double seconds, uint64_t samples, uint64_t lost);
	void *context;
};

enum recording_end {
	RECORDING_ENDED,       /* with the program, or all that was attached to */
	RECORDING_TIME_OVER,   /* after `seconds` */
	RECORDING_INTERRUPTED, /* by the first signal */
	RECORDING_ABORTED,   /* by a second signal: perf was killed, and there is nothing to draw */
	RECORDING_BROKE_OFF, /* perf ended too early */
};

/* What became of it. */
struct recording_outcome {
	enum recording_end end;
	int signal;             /* the last that ended it, 0: none */
	double seconds;         /* recorded */
	struct buffer children; /* "sleep (12), sh (13)": processes that go on after the program, as
	                         * daemons do; NUL-terminated if not empty */
	struct buffer messages; /* what perf wrote to standard error, likewise */
};

/* Records. STATUS_FAILED with a message if it could not begin: then the program, if any, never
 * began either. recording_outcome_free in any case. Meanwhile this process handles the signals that
 * would end it: the first SIGINT (and, without a program, SIGTERM, SIGHUP and SIGQUIT) ends the
 * recording; the second one kills perf and sends SIGTERM to a program that was started. The program
 * also gets the signals that other processes send to this one; it has those of the terminal
 * already. */
enum status recording_run(const struct recording *recording, struct recording_outcome *outcome,
                          struct error *err);

void recording_outcome_free(struct recording_outcome *outcome);

/* Waits for a program that goes on after its recording, and passes signals on to it. Returns the
 * signal that ended the waiting, which is the first SIGINT or the second of another kind (the
 * program then got SIGTERM); 0: the program ended. */
int recording_follow(struct child *program);

#endif
