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
	 "the hottest functions (the default, with a short --tree)", "Lists"}, \
	{"callers", 0, OPTION_LIST, false, &(t)->callers, "F", \
	 "who calls function F, as a tree; F is a name or a regular expression", NULL}, \
	{"callees", 0, OPTION_LIST, false, &(t)->callees, "F", \
	 "what function F calls, as a tree", NULL}, \
	{"around", 0, OPTION_LIST, false, &(t)->around, "F", "both", NULL}, \
	{"tree", 0, OPTION_FLAG, false, &(t)->tree, NULL, \
	 "the hot paths from the roots on, as a tree", NULL}, \
	{"paths", 0, OPTION_COUNT, false, &(t)->paths, "N", "the N heaviest stacks", NULL}, \
	{"by-module", 0, OPTION_FLAG, false, &(t)->by_module, NULL, \
	 "sums by module: program, library, kernel", NULL}, \
	{"by-thread", 0, OPTION_FLAG, false, &(t)->by_thread, NULL, "sums by thread", NULL}, \
	{"by", 0, OPTION_TEXT, false, &(t)->by, "MEASURE", \
	 "order functions and modules by self (default) or total weight", "Rows"}, \
	{"top", 'n', OPTION_COUNT, false, &(t)->top, "N", \
	 "rows of each list (default: 20, of trees 40)", NULL}, \
	{"min-share", 0, OPTION_TEXT, false, &(t)->min_share, "SHARE", \
	 "leave out what has less than this share (default: 0%, of trees 1%)", NULL}, \
	{"min", 0, OPTION_TEXT, false, &(t)->min_share, "SHARE", NULL, NULL}, \
	{"budget", 0, OPTION_COUNT, false, &(t)->budget, "LINES", \
	 "a summary of at most so many lines, in place of lists", NULL}, \
	{"columns", 0, OPTION_COUNT, false, &(t)->columns, "N", \
	 "width of text (default: the terminal's)", "Output"}, \
	{"report", 0, OPTION_LIST, false, &(t)->reports, "FORMAT[:FILE]", \
	 "text, markdown, json or csv; without FILE, in place of text", NULL}
/* clang-format on */

/* Reads the options' values. STATUS_FAILED with a message if one is wrong or contradicts
 * another, and with its place where that is known. They hold nothing to be freed. */
enum status top_options_prepare(struct top_options *options, struct option_place *place,
                                struct error *err);

/* Whether the profile must keep its samples when it is read: threads are listed. */
bool top_options_keep_samples(const struct top_options *options);

#endif
