/* Comparing what flame recorded with earlier results, or two programs with each other: a picture of
 * the difference, reports, limits. */
#ifndef STACKFOLD_TOOLS_COMPARER_H
#define STACKFOLD_TOOLS_COMPARER_H

#include "cli.h"
#include "draw.h"
#include "gate.h"
#include "results.h"
#include "run_list.h"

#include "options/comparing.h"
#include "options/drawing.h"
#include "options/reading.h"

/* Zeroed but for cli and reading is ready. The options' rows set `comparing` and `given`. */
struct comparer {
	const struct cli *cli;
	const struct reading_options *reading;
	struct comparing_options comparing;
	struct text_list given; /* --compare */

	const char
		*program; /* is recorded too, and is the side before; NULL: earlier results are */
	const char
		*name; /* of the program that is the side after, for its root frame; NULL: none */
	struct name_list files;  /* earlier results, of one and the same program */
	struct run_list earlier; /* what these are */
	struct gate gate;
	bool exceeded; /* a limit was */
};

/* A value of --compare instead of a file: the result that is about to be replaced. */
#define COMPARER_LAST "last"

/* Rows of the option table. */
/* clang-format off */
#define COMPARER_OPTIONS(c)                                                                        \
	{"compare", 0, OPTION_LIST, false, &(c)->given, "FILE",                                    \
	 "compare with an earlier result, the last one (last), the results in a folder, or "       \
	 "another program; repeatable", "Comparison"},                                             \
	COMPARING_LIMITS_OPTIONS(&(c)->comparing, OPTION_RARELY, NULL, ""),                        \
	COMPARING_SCALING_OPTIONS(&(c)->comparing, OPTION_RARELY, "How profiles are compared"),    \
	COMPARING_ADDRESSES_OPTION(&(c)->comparing, OPTION_RARELY),                                \
	COMPARING_PAIRING_OPTIONS(&(c)->comparing, OPTION_RARELY)
/* clang-format on */

/* Whether there is anything to compare with. */
bool comparer_asked(const struct comparer *comparer);

/* Reads the options' values; what is wrong ends the tool with EXIT_USAGE. `shares`: the sums of the
 * two sides are of recordings that need not be equally long, so that shares are compared.
 * COMPARER_LAST stands for the files of `results`; if there are none, a warning says so. Call it
 * once; comparer_free in any case. */
void comparer_prepare(struct comparer *comparer, bool shares, const struct results *results);
void comparer_free(struct comparer *comparer);

/* Reads the earlier results. `replaced`: the results that get files of their own, NULL: none do;
 * earlier results among these are called by the names under which they are kept. */
enum status comparer_read(struct comparer *comparer, const struct results *replaced,
                          struct error *err);

/* How the first of the earlier results was recorded (record/flags.h), NULL: not known, and what it
 * is called. */
const char *comparer_recorded(const struct comparer *comparer, const char **name);

/* Warns where earlier results were recorded in another way than `recorded` says. */
void comparer_check(const struct comparer *comparer, const char *recorded);

/* Compares `before`, NULL: the earlier results, with `after`; both stay. Writes the
 * reports, judges by the limits, and draws the difference. */
enum status comparer_run(struct comparer *comparer, struct run_list *before, struct run_list *after,
                         const struct drawn *drawn, struct error *err);

#endif
