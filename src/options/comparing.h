/* The options of comparing, the same for diff-stacks and for the public library. */
#ifndef STACKFOLD_OPTIONS_COMPARING_H
#define STACKFOLD_OPTIONS_COMPARING_H

#include "diff/judge.h"
#include "diff/match.h"
#include "diff/normalize.h"
#include "diff/rule.h"
#include "options/option.h"

/* What the rows set, and what comparing_options_prepare makes of it. */
struct comparing_options {
	bool normalize_total, integers, strip, plain;
	const char *normalize, *match, *significance, *min_share; /* NULL: the default */
	struct text_list renames, fail_on, reports;
	unsigned top; /* 0: the default */

	struct normalization how;
	struct match *names;
	struct judge_options judge;
	struct rule *rules; /* fail_on.count */
};

/* Rows that several tools have; `rarely`: "", or OPTION_RARELY if comparing is not the tool's main
 * job; `report_to`: the end of the text that says where a report without a file goes. */
/* clang-format off */
#define COMPARING_SCALING_OPTIONS(c, rarely, group) \
	{"normalize-total", 'n', OPTION_FLAG, true, &(c)->normalize_total, NULL, \
	 rarely "scale the counts before to the sum of those after", rarely group}, \
	{"normalize", 0, OPTION_TEXT, false, &(c)->normalize, "HOW", \
	 rarely "scale the counts before: total (as -n), frame:REGEX (equal sums of stacks with " \
	"this frame), or factor:X", NULL}

#define COMPARING_ADDRESSES_OPTION(c, rarely) \
	{"strip-hex", 's', OPTION_FLAG, true, &(c)->strip, NULL, \
	 rarely "replace hexadecimal numbers (addresses) in names by 0x...", NULL}

#define COMPARING_PAIRING_OPTIONS(c, rarely) \
	{"match", 0, OPTION_TEXT, false, &(c)->match, "HOW", \
	 rarely "pair names that are equal (exact), or equal without hashes, numbers and compilers' " \
	"suffixes (normalized); default: exact", NULL}, \
	{"rename", 0, OPTION_LIST, false, &(c)->renames, "REGEX=TEXT", \
	 rarely "replace REGEX by TEXT in names before pairing ($1: the first group), repeatable", NULL}, \
	{"significance", 0, OPTION_TEXT, false, &(c)->significance, "RATE", \
	 rarely "accept this rate of false alarms (default: 0.05); off: nothing is noise", NULL}

#define COMPARING_LIMITS_OPTIONS(c, rarely, group, report_to) \
	{"fail-on", 0, OPTION_LIST, false, &(c)->fail_on, "RULE", \
	 "exit with status 3 if this limit is exceeded: 'total>5%', 'self(^read)>2pp'; repeatable", \
	 group}, \
	{"min-share", 0, OPTION_TEXT, false, &(c)->min_share, "SHARE", \
	 rarely "leave out frames with less than this share of all counts (default: 0.1%)", NULL}, \
	{"report", 0, OPTION_LIST, false, &(c)->reports, "FORMAT[:FILE]", \
	 "write a report: text, markdown, json or junit; without FILE, to standard output" report_to, NULL}

/* Those of comparing alone. */
#define COMPARING_OPTIONS(c) \
	COMPARING_SCALING_OPTIONS(c, "", "Comparison"), \
	{"integers", 0, OPTION_FLAG, false, &(c)->integers, NULL, \
	 "round scaled counts to whole numbers", NULL}, \
	COMPARING_ADDRESSES_OPTION(c, ""), \
	{"plain", 0, OPTION_FLAG, false, &(c)->plain, NULL, \
	 "write only stacks, without comments on units, samples, modules and noise", \
	 NULL}, \
	COMPARING_PAIRING_OPTIONS(c, ""), \
	COMPARING_LIMITS_OPTIONS(c, "", "Limits and reports", " instead of the stacks"), \
	{"top", 0, OPTION_COUNT, false, &(c)->top, "N", \
	 "print at most N rows in each list of a report (default: 10)", NULL}
/* clang-format on */

/* Reads the options' values. STATUS_FAILED with a message if one is wrong, and with its place if
 * that is known; STATUS_FATAL without memory. reports is the caller's. Call it once;
 * comparing_options_free() frees in any case. */
enum status comparing_options_prepare(struct comparing_options *options, struct option_place *place,
                                      struct error *err);
void comparing_options_free(struct comparing_options *options);

/* Whether the result says what is noise: where runs were compared with each other, or on demand. */
bool comparing_shows_noise(const struct comparing_options *options,
                           const struct comparison *comparison);

/* Judges a comparison by prepared options: tests it, finds what exceeds their limits, and marks in
 * the pair what is more than noise, if that is shown. The results are zeroed before; free them in
 * any case. STATUS_FATAL without memory, STATUS_FAILED if a search exceeded PCRE2's limits. */
enum status comparing_judge(const struct comparing_options *options, struct comparison *comparison,
                            struct judgement *judgement, struct breaches *breaches,
                            struct error *err);

#endif
