/* The command line of perf record. */
#ifndef STACKFOLD_RECORD_ARGUMENTS_H
#define STACKFOLD_RECORD_ARGUMENTS_H

#include "record/words.h"

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* What is recorded, and how. Texts and lists belong to the caller. */
struct record_plan {
	const char *output;        /* the file that perf writes */
	const char *const *events; /* as for perf record -e */
	size_t event_count;
	const char *frequency;    /* samples a second; NULL: as the event says */
	const char *call_graph;   /* "fp", "dwarf,8192", "lbr"; NULL: no call chains */
	const char *buffers;      /* pages for each processor, a power of 2; NULL: perf's default */
	bool whole_system;        /* all processes */
	const pid_t *pids;        /* only these processes */
	size_t pid_count;         /* 0: none is named */
	const char *cgroup;       /* only this control group; whole_system is set too */
	bool no_children;         /* not the processes that they start */
	int control, answers;     /* descriptors for commands to perf, and for its answers */
	const char *const *extra; /* further arguments, which come last and so prevail */
	size_t extra_count;
};

/* Makes perf's command line of a plan: "perf record ...". perf starts with its events disabled and
 * records nothing until it reads "enable" from `control`. STATUS_FATAL without memory; words_free
 * in any case. */
enum status record_arguments(const struct record_plan *plan, struct word_list *words,
                             struct error *err);

#endif
