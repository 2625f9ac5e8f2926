/* What stands at the root of stacks, by what is known of their samples; threads that count as one;
 * and a column of weights for each of several events. */
#ifndef STACKFOLD_EDIT_ROOTS_H
#define STACKFOLD_EDIT_ROOTS_H

#include "edit/keys.h"
#include "store/profile.h"

struct pattern;

/* Threads whose names match become one of that name in each process. */
struct thread_group {
	struct pattern *pattern; /* of the whole name: see thread_group_parse */
	const char *name;        /* $1 and the like stand for what groups in the pattern match */
};

struct roots {
	struct sample_keys keys; /* the frames at the root, the outermost first; none: they stay */
	struct thread_group *groups;
	size_t group_count, group_capacity;
	char **events; /* each has a column, and those that fit its name; none: one column for all
	                */
	size_t event_count, event_capacity;
	bool one_column; /* events are chosen by name, but have no columns */
	bool chosen;     /* keys are the user's: an error where no sample has one */
	bool no_comm;    /* stacks have no root frame of their process */
};

/* Adds "REGEX=NAME". STATUS_FAILED with a message if it is wrong. */
enum status roots_add_group(struct roots *roots, const char *text, struct error *err);

/* Adds "cycles,instructions": names of events, in which commas between slashes stay. */
enum status roots_add_events(struct roots *roots, const char *text, struct error *err);

/* Whether nothing is asked for. */
bool roots_empty(const struct roots *roots);

/* Makes the stacks again from the profile's samples, which must have been kept. STATUS_FAILED with
 * a message if a sum overflows or no sample has what a key asks for. */
enum status roots_apply(const struct roots *roots, struct profile *profile, struct error *err);

void roots_free(struct roots *roots);

#endif
