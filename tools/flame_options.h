/* The command line of flame. */
#ifndef STACKFOLD_TOOLS_FLAME_OPTIONS_H
#define STACKFOLD_TOOLS_FLAME_OPTIONS_H

#include "cli.h"

#include "options/reading.h"
#include "record/words.h"

#include <stdbool.h>
#include <sys/types.h>

enum keep { KEEP_ALL, KEEP_FOLDED, KEEP_NONE };
enum open_when { OPEN_ALWAYS, OPEN_NEVER, OPEN_AUTO };
enum status_of { STATUS_OF_PROGRAM, STATUS_OF_FLAME };

/* What the rows set, and what flame_options_check makes of it. */
struct flame_options {
	struct text_list processes, perf_args;
	const char *event, *call_graph, *cgroup, *keep_text, *open_text, *status_text;
	double seconds, delay;
	unsigned frequency, repeat;
	bool whole_system, no_children, threads, no_svg, as_caller, html, json;
	/* `event` and `call_graph` are those of an earlier result: another one will do */
	bool event_noted, call_graph_noted;

	pid_t *pids;            /* processes.count */
	struct word_list extra; /* the words of perf_args */
	enum keep keep;
	enum open_when open;
	enum status_of status_of;
};

enum { FLAME_FREQUENCY = 997 };

/* clang-format off */
#define FLAME_OPTIONS(f, r, c, cli)                                                                \
	{"pid", 'p', OPTION_LIST, false, &(f)->processes, "PID",                                   \
	 "record a running process, repeatable", "What to record"},                                \
	{"all-cpus", 'a', OPTION_FLAG, false, &(f)->whole_system, NULL,                            \
	 "record the whole system", NULL},                                                         \
	{"cgroup", 0, OPTION_TEXT, false, &(f)->cgroup, "NAME",                                    \
	 "record a control group, such as that of a container", NULL},                             \
	{"no-children", 0, OPTION_FLAG, false, &(f)->no_children, NULL,                            \
	 "leave out the processes and threads that the program starts", NULL},                     \
	{"user", 0, OPTION_FLAG, false, &(f)->as_caller, NULL,                                     \
	 "run the program as the user who called sudo, who gets the files too", NULL},             \
	{"duration", 'd', OPTION_NUMBER, false, &(f)->seconds, "SECONDS",                          \
	 "end the recording after SECONDS", "How to record"},                                       \
	{"delay", 0, OPTION_NUMBER, false, &(f)->delay, "SECONDS",                                 \
	 "begin to record SECONDS after the program starts", NULL},                                \
	{"repeat", 0, OPTION_COUNT, false, &(f)->repeat, "N",                                      \
	 "record N runs, which show what is noise", NULL},                                         \
	{"off-cpu", 0, OPTION_MAYBE, false, &(r)->off_cpu, "[=STATES]",                            \
	 "count the time that threads are off the CPU, by context switches, in these states "      \
	 "(all): preempted,runnable,sleep,disk,idle,stopped,other", NULL},                          \
	{"wall", 0, OPTION_FLAG, false, &(r)->read.wall, NULL,                                     \
	 "count time on and off the CPU, and mark which", NULL},                                   \
	{"event", 'e', OPTION_TEXT, false, &(f)->event, "EVENT",                                   \
	 "sample by this event (the best that works: cycles or cpu-clock)", NULL},                 \
	{"frequency", 'F', OPTION_COUNT, false, &(f)->frequency, "HZ",                             \
	 "take HZ samples a second (997)", NULL},                                                  \
	{"call-graph", 'g', OPTION_TEXT, false, &(f)->call_graph, "MODE",                          \
	 "record call chains by this method: auto, fp, dwarf, lbr or none (auto)", NULL},          \
	{"perf-args", 0, OPTION_LIST, false, &(f)->perf_args, "ARGS",                              \
	 "pass further arguments to perf record, repeatable", NULL},                               \
	{"output", 'o', OPTION_TEXT, false, &(cli)->output, "NAME",                                \
	 "write NAME.svg, NAME.folded and NAME.perf.data (flame)", "Results"},                     \
	{"keep", 0, OPTION_TEXT, false, &(f)->keep_text, "WHAT",                                   \
	 "keep these files besides the picture: all, folded or none (all)", NULL},                 \
	{"no-svg", 0, OPTION_FLAG, false, &(f)->no_svg, NULL, "draw no picture", NULL},            \
	{"html", 0, OPTION_FLAG, false, &(f)->html, NULL,                                          \
	 "also write NAME.html: pictures, functions and changes on one page", NULL},               \
	{"top", 0, OPTION_COUNT, false, &(c)->top, "N",                                            \
	 "print N functions (10), and at most N rows in each list of changes", NULL},              \
	{"threads", 0, OPTION_FLAG, false, &(f)->threads, NULL,                                    \
	 "show each thread separately", NULL},                                                     \
	{"open", 0, OPTION_TEXT, false, &(f)->open_text, "WHEN",                                   \
	 "open the picture: always, never, or auto: on a desktop (auto)", NULL},                   \
	{"status-of", 0, OPTION_TEXT, false, &(f)->status_text, "WHO",                             \
	 "return the exit status of the program or of flame (program)", NULL}
/* clang-format on */

/* Whether context switches are recorded. */
bool flame_options_switches(const struct reading_options *reading);

/* Reads the options' values; what is wrong ends the tool with EXIT_USAGE. flame_options_free frees.
 */
void flame_options_check(const struct cli *cli, struct flame_options *options);
void flame_options_free(struct flame_options *options);

#endif
