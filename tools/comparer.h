/* Comparing what flame recorded with earlier results: a picture of the difference, reports, limits.
 */
#ifndef STACKFOLD_TOOLS_COMPARER_H
#define STACKFOLD_TOOLS_COMPARER_H

#include "cli.h"
#include "gate.h"

#include "options/comparing.h"
#include "options/drawing.h"
#include "options/reading.h"
#include "store/profile.h"

/* Zeroed but for cli and reading is ready. The options' rows set `comparing` and `files`. */
struct comparer {
	const struct cli *cli;
	const struct reading_options *reading;
	struct comparing_options comparing;
	struct text_list files; /* earlier results, of one and the same program: the side before */
	struct gate gate;
	bool exceeded; /* a limit was */
};

/* What --compare takes in place of a file: the result that is about to be replaced. */
#define COMPARER_LAST "last"

/* Rows of the option table. */
/* clang-format off */
#define COMPARER_OPTIONS(c)                                                                        \
	{"compare", 0, OPTION_LIST, false, &(c)->files, "FILE",                                    \
	 "compare with an earlier result, or with the last one: last; repeatable", "Comparison"},  \
	{"fail-on", 0, OPTION_LIST, false, &(c)->comparing.fail_on, "RULE",                        \
	 "exit with status 3 if exceeded: 'total>5%', 'self(^read)>2pp'; repeatable", NULL},       \
	{"report", 0, OPTION_LIST, false, &(c)->comparing.reports, "FORMAT[:FILE]",                \
	 "write a report: text, markdown, json or junit; without FILE, to standard output", NULL}
/* clang-format on */

/* Whether there is anything to compare with. */
bool comparer_asked(const struct comparer *comparer);

/* Reads the options' values; what is wrong ends the tool with EXIT_USAGE. `shares`: the sums of the
 * two sides are of recordings that need not be equally long, so that shares are compared. `last` is
 * the file that COMPARER_LAST stands for, and `kept` the one it will be then; both must stay.
 * Without that file a warning says so. Call it once; comparer_free in any case. */
void comparer_prepare(struct comparer *comparer, bool shares, const char *last, const char *kept);
void comparer_free(struct comparer *comparer);

/* Compares with a profile, which stays as it is and is called `name`: writes the reports, judges by
 * the limits, and draws the difference into the file `picture` (NULL: not drawn). */
enum status comparer_run(struct comparer *comparer, const struct profile *profile, const char *name,
                         const char *picture, struct error *err);

#endif
