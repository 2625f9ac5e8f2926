/* The options of folding, the same for fold-stacks and for the public library. */
#ifndef STACKFOLD_OPTIONS_FOLDING_H
#define STACKFOLD_OPTIONS_FOLDING_H

#include "edit/roots.h"
#include "options/message.h"
#include "options/option.h"
#include "read/read.h"
#include "store/profile.h"
#include "write/writer.h"

/* What the rows set, and what folding_prepare makes of it in `roots`. */
struct folding_options {
	struct text_list skip_after, groups;
	const char *root, *events, *to;
	bool plain;
	struct roots roots;
};

/* clang-format off */
#define FOLDING_OPTIONS(f)                                                                         \
	{"root", 0, OPTION_TEXT, false, &(f)->root, "KEYS",                                        \
	 "put root frames of: thread, process, comm, event, cpu, label:KEY", "Roots"},                    \
	{"events", 0, OPTION_TEXT, false, &(f)->events, "LIST",                                    \
	 "all: put each event below its own root frame; or names of events: write a column of " \
	 "counts for each", NULL},                            \
	{"group-threads", 0, OPTION_LIST, false, &(f)->groups, "REGEX=NAME",                       \
	 "count threads whose names match as one thread, repeatable", NULL},                              \
	{"skip-after", 0, OPTION_LIST, false, &(f)->skip_after, "FUNCTION",                        \
	 "leave out the callers of FUNCTION, repeatable", "Stacks"},                               \
	WRITING_OPTIONS(f)

/* Those of writing alone. */
#define WRITING_OPTIONS(f)                                                                         \
	{"to", 0, OPTION_TEXT, false, &(f)->to, "FORMAT",                                          \
	 "write folded, pprof, firefox, speedscope, ndjson or ndjson-stacks (default: by the name of FILE)", "Output"}, \
	{"plain", 0, OPTION_FLAG, false, &(f)->plain, NULL,                                        \
	 "write only stacks, without comments on units, samples and modules", NULL}
/* clang-format on */

/* The writer that --to names, or otherwise the ending of the output's file name, or otherwise that
 * of folded text; output NULL: standard output. STATUS_FAILED with a message if there is none of
 * that name or this build lacks its library. */
enum status folding_writer(const struct folding_options *options, const char *output,
                           const struct writer **writer, struct error *err);

/* Puts what the writer, --root, --events and --group-threads need of reading into `read`. Call it
 * after reading_options_prepare. STATUS_FAILED with a message if a value is wrong or contradicts
 * another option, STATUS_FATAL without memory. folding_free frees, also then. */
enum status folding_prepare(struct folding_options *options, const struct writer *writer,
                            struct read_options *read, struct error *err);
void folding_free(struct folding_options *options);

/* Whether these options, and the writer that they choose, need no more than the sums of equal
 * stacks, as folded text. */
bool folding_sums_only(const struct folding_options *options, const struct writer *writer);

/* Applies these options and --skip-after to a profile that was read. */
enum status folding_apply(const struct folding_options *options, const struct read_options *read,
                          const struct messages *messages, struct profile *profile,
                          struct error *err);

/* Leaves out callers of the functions of --skip-after, by their names as frames have them, and by
 * their symbols as perf script writes them; `read` are the options that named the frames. Does
 * nothing if there are none. Warns of functions that are in no stack. */
enum status folding_skip(const struct folding_options *options, const struct read_options *read,
                         const struct messages *messages, struct profile *profile,
                         struct error *err);

#endif
