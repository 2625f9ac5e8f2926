/* Which event flame records: tried; and says what does not work. */
#ifndef STACKFOLD_TOOLS_EVENT_CHOICE_H
#define STACKFOLD_TOOLS_EVENT_CHOICE_H

#include "flame_options.h"

#include "record/hindrance.h"

/* The first part says what is recorded; event_choose sets the rest. */
struct event_choice {
	const struct cli *cli;
	const struct flame_options *options;
	bool switches; /* context switches */
	bool wall;     /* and samples */

	bool whole_system; /* perf records all processes, of which some may be chosen later */
	struct surroundings here;
	char *event;        /* for perf, "": none but switches; for the caller to free */
	bool kernel_hidden; /* the kernel's part is left out, or has no names */
	bool times_program; /* samples stand for all processor time that the program takes */
};

/* Finds the event that is recorded: the user's, that of an earlier result if it works, or the first
 * that works. Says what of the kernel is not seen. STATUS_FAILED with a message if nothing can
 * be recorded. */
enum status event_choose(struct event_choice *choice, struct error *err);

/* An error that names the process, if several are recorded, and says why it cannot be recorded.
 * Frees the reason. */
enum status event_refuse(const char *what, pid_t pid, struct buffer *why, struct error *err);

#endif
