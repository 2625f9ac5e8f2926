/* Where the reports of --report go: FORMAT or FORMAT:FILE. */
#ifndef STACKFOLD_TOOLS_REPORT_TARGETS_H
#define STACKFOLD_TOOLS_REPORT_TARGETS_H

#include "cli.h"

struct report_target {
	const char *format; /* its name, of ... */
	size_t size;        /* ... this many bytes */
	const char *path;   /* NULL: standard output */
};

struct report_targets {
	struct report_target *items;
	size_t count;
	bool takes_output; /* a report goes to standard output */
};

/* Reads the values of --report, which stay; what is wrong there ends the tool with EXIT_USAGE.
 * is_format says whether there is a format of a name. report_targets_free frees. */
void report_targets_prepare(const struct cli *cli, const struct text_list *reports,
                            bool (*is_format)(const char *name, size_t size),
                            struct report_targets *targets);

/* Ends the tool with EXIT_USAGE where a report would replace an input, another report, or, with
 * `output`, what the tool writes to its output, which is called `what`. */
void report_targets_check(const struct cli *cli, const struct report_targets *targets, bool output,
                          const char *what);

void report_targets_free(struct report_targets *targets);

#endif
