/* How flame records call chains: by the programs, and by the files whose code runs. */
#ifndef STACKFOLD_TOOLS_CHAIN_CHOICE_H
#define STACKFOLD_TOOLS_CHAIN_CHOICE_H

#include "event_choice.h"

#include "record/call_graph.h"
#include "record/runtime.h"
#include "record/words.h"

/* A program, or a process that runs it. */
struct program {
	char *file; /* NULL: none, or not found */
	const struct runtime *runtime;
};

/* The first part says what is recorded, the rest is zeroed; chain_choice_free frees it. */
struct chain_choice {
	const struct flame_options *options;
	const char *called;       /* the program that is started; NULL: none */
	const char *other_called; /* one that is recorded in the same way; NULL: none */

	struct program program, other;
	struct word_list files; /* whose code runs */
	struct call_graph graph;
};

/* Finds the programs. */
void chain_find_programs(struct chain_choice *choice);

/* Finds how call chains are recorded of an event that is chosen, after the programs. STATUS_FAILED
 * with a message where the way that the user chose does not work. */
enum status chain_choose(struct chain_choice *choice, const struct event_choice *event,
                         struct error *err);

/* The file of a process's program, for the caller to free; NULL if there is none. */
char *chain_process_file(pid_t pid);

void chain_choice_free(struct chain_choice *choice);

#endif
