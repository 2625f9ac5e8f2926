/* The options of ranking, the same for top-stacks and for the public library. */
#ifndef STACKFOLD_OPTIONS_TOP_H
#define STACKFOLD_OPTIONS_TOP_H

#include "options/option.h"
#include "read/options.h"
#include "report/ranking.h"
#include "store/profile.h"

/* What the rows set, and what top_options_prepare makes of it in `ranking`. */
struct top_options {
	bool functions, tree, by_module, by_thread;
	struct text_list callers, callees, around;
	unsigned paths, top, budget, columns; /* 0: the default */
	const char *by, *min_share;           /* likewise NULL */
	struct text_list reports;             /* the caller's */
	struct ranking_options ranking;
};

/* clang-format off */
#define TOP_OPTIONS(t) \
	{"functions", 0, OPTION_FLAG, false, &(t)->functions, NULL, \
	 "show the hottest functions (the default, with a short --tree)", "Lists"}, \
	{"callers", 0, OPTION_LIST, false, &(t)->callers, "F", \
	 "show who calls function F (a name or a regular expression), as a tree", NULL}, \
	{"callees", 0, OPTION_LIST, false, &(t)->callees, "F", \
	 "show what function F calls, as a tree", NULL}, \
	{"around", 0, OPTION_LIST, false, &(t)->around, "F", \
	 "show both callers and callees of F", NULL}, \
	{"tree", 0, OPTION_FLAG, false, &(t)->tree, NULL, \
	 "show the hot paths from the roots on, as a tree", NULL}, \
	{"paths", 0, OPTION_COUNT, false, &(t)->paths, "N", "show the N heaviest stacks", NULL}, \
	{"by-module", 0, OPTION_FLAG, false, &(t)->by_module, NULL, \
	 "show sums by module: program, library, kernel", NULL}, \
	{"by-thread", 0, OPTION_FLAG, false, &(t)->by_thread, NULL, "show sums by thread", NULL}, \
	{"by", 0, OPTION_TEXT, false, &(t)->by, "MEASURE", \
	 "order functions and modules by self (default) or total weight", "Rows"}, \
	{"top", 'n', OPTION_COUNT, false, &(t)->top, "N", \
	 "show at most N rows of each list (default: 20, of trees 40)", NULL}, \
	{"min-share", 0, OPTION_TEXT, false, &(t)->min_share, "SHARE", \
	 "leave out rows with less than this share (default: 0%, in trees 1%)", NULL}, \
	{"min", 0, OPTION_TEXT, false, &(t)->min_share, "SHARE", NULL, NULL}, \
	{"budget", 0, OPTION_COUNT, false, &(t)->budget, "LINES", \
	 "write a summary of at most LINES lines instead of lists", NULL}, \
	{"columns", 0, OPTION_COUNT, false, &(t)->columns, "N", \
	 "fit text into N columns (default: the terminal's width)", "Output"}, \
	{"report", 0, OPTION_LIST, false, &(t)->reports, "FORMAT[:FILE]", \
	 "write a report: text, markdown, json or csv; without FILE, instead of the text", NULL}
/* clang-format on */

/* Reads the options' values. STATUS_FAILED with a message if one is wrong or contradicts
 * another, and with its place where that is known. They hold nothing to be freed. */
enum status top_options_prepare(struct top_options *options, struct option_place *place,
                                struct error *err);

/* Whether the profile must keep its samples when it is read: threads are listed. */
bool top_options_keep_samples(const struct top_options *options);

#endif
