/* The options of folding, the same for fold-stacks and for the public library. */
#ifndef STACKFOLD_OPTIONS_FOLDING_H
#define STACKFOLD_OPTIONS_FOLDING_H

#include "options/option.h"
#include "read/read.h"
#include "store/profile.h"

struct folding_options {
	struct text_list skip_after;
	bool plain;
};

/* clang-format off */
#define FOLDING_OPTIONS(f)                                                                         \
	{"skip-after", 0, OPTION_LIST, false, &(f)->skip_after, "FUNCTION",                        \
	 "leave out the callers of FUNCTION, repeatable", "Stacks"},                               \
	{"plain", 0, OPTION_FLAG, false, &(f)->plain, NULL,                                        \
	 "stacks only, without comments on units, samples and modules", "Output"}
/* clang-format on */

/* Leaves out callers of the functions of --skip-after, by their names as frames have them, and by
 * their symbols as perf script writes them; `read` are the options that named the frames. Does
 * nothing where there are none. */
enum status folding_skip(const struct folding_options *options, const struct read_options *read,
                         struct profile *profile, struct error *err);

#endif
