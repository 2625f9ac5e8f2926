/* The options of flamereport. */
#ifndef STACKFOLD_TOOLS_FLAMEREPORT_OPTIONS_H
#define STACKFOLD_TOOLS_FLAMEREPORT_OPTIONS_H

#include "cli.h"

#include "options/comparing.h"
#include "options/drawing.h"
#include "options/reading.h"
#include "pages/naming.h"

struct flamereport_options {
	const char *title, *baseline, *runs, *base_url, *history, *run, *trend;
	struct text_list names, summaries;
	unsigned jobs;
	bool incremental, keep_going;
	struct comparing_options comparing;
	struct drawing_options drawing;
	struct reading_options reading;

	struct naming naming;    /* made of names and runs */
	struct pattern *watched; /* made of trend; NULL: none */
	char key[33];            /* a checksum of all that pages depend on */
};

/* Rows of the option table: of the report, of comparisons, and of pictures. */
/* clang-format off */
#define FLAMEREPORT_OPTIONS(o, cli)                                                                \
	{"output", 'o', OPTION_TEXT, false, &(cli)->output, "FOLDER",                              \
	 "write the report to FOLDER, complete or not at all", "Report"},                             \
	{"title", 0, OPTION_TEXT, false, &(o)->title, "TEXT",                                      \
	 "heading of the index (Profiles)", NULL},                                                 \
	{"name", 0, OPTION_LIST, false, &(o)->names, "REGEX=TEXT",                                 \
	 "replace REGEX by TEXT in names of benchmarks; inputs whose names become the same are "   \
	 "runs of one benchmark; repeatable", NULL},                                               \
	{"runs", 0, OPTION_TEXT, false, &(o)->runs, "REGEX",                                       \
	 "the part of names in which runs of one benchmark differ (a number at the end: name.1, "  \
	 "name.2); --runs= : each input is a benchmark", NULL},                                    \
	{"incremental", 0, OPTION_FLAG, false, &(o)->incremental, NULL,                            \
	 "keep the pages of benchmarks whose inputs have not changed", NULL},                      \
	{"jobs", 'j', OPTION_COUNT, false, &(o)->jobs, "N",                                        \
	 "work on N benchmarks at a time (default: one for each processor)", NULL},                \
	{"keep-going", 'k', OPTION_FLAG, false, &(o)->keep_going, NULL,                            \
	 "exit with status 0 even if some inputs cannot be read", NULL},                           \
	{"baseline", 0, OPTION_TEXT, false, &(o)->baseline, "PATH",                                \
	 "compare with an earlier report, its manifest.json, or a folder of profiles",             \
	 "Comparison"},                                                                            \
	{"normalize", 0, OPTION_TEXT, false, &(o)->comparing.normalize, "HOW",                     \
	 "scale the baseline: total (compare shares) or frame:REGEX (its stacks), which make "     \
	 "sums equal; or multiply: factor:X", NULL},                                               \
	{"match", 0, OPTION_TEXT, false, &(o)->comparing.match, "HOW",                             \
	 "pair names that are equal (exact), or equal without hashes, numbers and compilers' "     \
	 "suffixes (normalized); default: exact", NULL},                                           \
	{"rename", 0, OPTION_LIST, false, &(o)->comparing.renames, "REGEX=TEXT",                   \
	 "replace REGEX by TEXT in names of functions before pairing, repeatable", NULL},          \
	{"significance", 0, OPTION_TEXT, false, &(o)->comparing.significance, "RATE",              \
	 "accept this rate of false alarms (default: 0.05); off: nothing is noise", NULL},         \
	{"min-share", 0, OPTION_TEXT, false, &(o)->comparing.min_share, "SHARE",                   \
	 "leave out functions with less than this share of all counts (default: 0.1%)", NULL},     \
	{"top", 0, OPTION_COUNT, false, &(o)->comparing.top, "N",                                  \
	 "show at most N rows in each list of changes (default: 10)", NULL},                       \
	{"fail-on", 0, OPTION_LIST, false, &(o)->comparing.fail_on, "RULE",                        \
	 "exit with status 3 if any benchmark exceeds this limit: 'total>5%', "                    \
	 "'self(^read)>2pp'; "                                                                     \
	 "repeatable", NULL},                                                                      \
	{"summary", 0, OPTION_LIST, false, &(o)->summaries, "[FORMAT:]FILE",                       \
	 "write a summary in the format that the end of FILE names (.md, .xml, .json), or in "     \
	 "FORMAT: markdown junit json; repeatable", "Summaries and history"},                      \
	{"base-url", 0, OPTION_TEXT, false, &(o)->base_url, "URL",                                 \
	 "make links in summaries to URL, where the report will be", NULL},                        \
	{"history", 0, OPTION_TEXT, false, &(o)->history, "FILE",                                  \
	 "add a line for each benchmark to FILE (JSON lines), and show trends", NULL},             \
	{"run", 0, OPTION_TEXT, false, &(o)->run, "TEXT",                                          \
	 "name this run in the history, such as by its commit (default: its number)", NULL},       \
	{"trend", 0, OPTION_TEXT, false, &(o)->trend, "REGEX",                                     \
	 "show the trends of these functions (default: the hottest)", NULL},                       \
	{"colors", 'c', OPTION_TEXT, false, &(o)->drawing.colors, "PALETTE",                       \
	 DRAWING_PALETTES " (calm)", "Pictures"},                                                  \
	{"color-rule", 0, OPTION_LIST, false, &(o)->drawing.color_rules, "REGEX=COLOR",            \
	 "give this colour to functions that match; the first match wins (repeatable)", NULL},     \
	{"diff-colors", 0, OPTION_TEXT, false, &(o)->drawing.difference_hues, "HUES",              \
	 "differences: red-blue or blue-orange (red-blue)", NULL},                                 \
	{"diff-by", 0, OPTION_TEXT, false, &(o)->drawing.difference_by, "WHICH",                   \
	 "differences: colour by a frame's self or total difference (self)", NULL},                \
	{"minwidth", 0, OPTION_TEXT, false, &(o)->drawing.min_width, "NUM",                        \
	 "draw frames at least NUM px wide, or NUM% of the total (0.1)", NULL},                    \
	{"inverted", 'i', OPTION_FLAG, false, &(o)->drawing.render.inverted, NULL,                 \
	 "draw icicle graphs, with the root on top", NULL},                                        \
	READING_OPTIONS(&(o)->reading, false, OPTION_RARELY)
/* clang-format on */

/* Makes the options ready; what is wrong ends the tool with EXIT_USAGE. Call it once after
 * cli_parse; flamereport_options_free() frees. */
void flamereport_options_prepare(struct cli *cli, struct flamereport_options *options);
void flamereport_options_free(struct flamereport_options *options);

#endif
