/* The options of splitting a profile into files, and what they ask for. */
#ifndef STACKFOLD_TOOLS_SPLIT_H
#define STACKFOLD_TOOLS_SPLIT_H

#include "cli.h"

#include "edit/split.h"
#include "read/options.h"

struct split_options {
	const char *by, *every;
	struct split split;
};

/* clang-format off */
#define SPLIT_OPTIONS(s)                                                                           \
	{"split-by", 0, OPTION_TEXT, false, &(s)->by, "KEYS",                                      \
	 "a file for each thread, process, comm, event, cpu, label:KEY, SECONDS", NULL},           \
	{"every", 0, OPTION_TEXT, false, &(s)->every, "SECONDS",                                   \
	 "a file for each stretch of SECONDS", NULL}
/* clang-format on */

/* Checks the options and has reading keep samples where they are needed; exits with EXIT_USAGE. */
void split_prepare(const struct cli *cli, struct split_options *options, bool plain,
                   struct read_options *read);

/* Whether there is anything to split by. */
bool split_asked(const struct split_options *options);

#endif
