/* The limits and reports of diff-stacks: their options, and what becomes of them. */
#ifndef STACKFOLD_TOOLS_GATE_H
#define STACKFOLD_TOOLS_GATE_H

#include "cli.h"
#include "diff/judge.h"
#include "diff/rule.h"
#include "report/report.h"

/* Where a report goes. */
struct report_target {
	const struct report_format *format;
	const char *path; /* NULL: standard output */
};

/* What the option table sets, and what gate_prepare makes of it. */
struct gate_options {
	struct text_list fail_on, reports;
	const char *min_share, *significance; /* NULL: the default */
	unsigned top;                         /* 0: the default */

	struct judge_options judge;
	struct rule *rules;            /* fail_on.count */
	struct report_target *targets; /* reports.count */
	bool takes_output;             /* a report goes to standard output */
};

/* Reads the options' values; what is wrong with them ends the tool with EXIT_USAGE. Call once
 * behind cli_parse; gate_free() frees. */
void gate_prepare(const struct cli *cli, struct gate_options *gate);
void gate_free(struct gate_options *gate);

/* Whether there is anything to be judged or reported. */
bool gate_asked(const struct gate_options *gate);

/* Judges by the rules, writes the reports and lists on standard error what exceeds a limit.
 * or, as a warning, passes one within noise. inputs: the runs' names, those before first;
 * normalized: how, NULL: not. What exceeded a limit beyond noise is added to marks. *exceeded says
 * whether a limit was. */
enum status gate_run(const struct cli *cli, const struct gate_options *gate,
                     const struct judgement *judgement, const char *const *inputs,
                     const char *normalized, struct marks *marks, bool *exceeded,
                     struct error *err);

#endif
