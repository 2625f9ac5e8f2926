/* The limits and reports of diff-stacks. */
#ifndef STACKFOLD_TOOLS_GATE_H
#define STACKFOLD_TOOLS_GATE_H

#include "cli.h"
#include "report_targets.h"

#include "options/comparing.h"
#include "report/report.h"

/* The limits and reports that the options of comparing set. */
struct gate {
	const struct comparing_options *options;
	struct report_targets targets;
	struct buffer *text; /* gets a report, too; NULL: none */
};

/* Reads where reports go; what is wrong there ends the tool with EXIT_USAGE. folds: the tool's
 * output is folded text, which no report may replace. The options are prepared, and stay.
 * gate_free() frees. */
void gate_prepare(const struct cli *cli, const struct comparing_options *options, bool folds,
                  struct gate *gate);
void gate_free(struct gate *gate);

/* Whether there is anything to judge or report. */
bool gate_asked(const struct gate *gate);

/* Judges a comparison if the options say so: writes the reports, and lists on standard error what
 * exceeds a limit or, as a warning, passes one within noise. inputs: the runs' names, those before
 * first. If runs were compared with each other, or noise is asked for, the pair's marks get what is
 * more than noise; what exceeded a limit beyond noise is added to them in any case. *exceeded says
 * whether a limit was. */
enum status gate_judge(const struct cli *cli, const struct gate *gate,
                       struct comparison *comparison, const char *const *inputs, bool *exceeded,
                       struct error *err);

#endif
