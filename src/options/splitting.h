/* The options of splitting a profile, the same for fold-stacks and for the public library. */
#ifndef STACKFOLD_OPTIONS_SPLITTING_H
#define STACKFOLD_OPTIONS_SPLITTING_H

#include "edit/keys.h"
#include "options/option.h"
#include "read/options.h"

/* What the rows set, and what splitting_prepare makes of it in `keys`. */
struct splitting_options {
	const char *by, *every;
	struct sample_keys keys;
};

/* clang-format off */
#define SPLITTING_OPTIONS(s)                                                                       \
	{"split-by", 0, OPTION_TEXT, false, &(s)->by, "KEYS",                                      \
	 "write a file for each thread, process, comm, event, cpu, label:KEY, SECONDS", NULL},           \
	{"every", 0, OPTION_TEXT, false, &(s)->every, "SECONDS",                                   \
	 "write a file for each stretch of SECONDS", NULL}
/* clang-format on */

/* Whether there is anything to split by. */
bool splitting_asked(const struct splitting_options *options);

/* The option that asks for it, and its value, for messages. */
const char *splitting_option(const struct splitting_options *options);
const char *splitting_value(const struct splitting_options *options);

/* Makes the keys and, if the profile will be split, sets the option to keep samples. Call it after
 * folding_prepare. STATUS_FAILED with a message if a value is wrong. */
enum status splitting_prepare(struct splitting_options *options, struct read_options *read,
                              struct error *err);

#endif
