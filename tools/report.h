/* Messages about what became of the samples. */
#ifndef STACKFOLD_TOOLS_REPORT_H
#define STACKFOLD_TOOLS_REPORT_H

#include "cli.h"
#include "edit/plan.h"
#include "read/read.h"

/* What the account counts: "samples", "stacks" (lines of folded text, which are sums) or both. */
const char *report_noun(const struct read_account *account);

/* Warns of lines that were not understood and of events that were left out because none was chosen;
 * gives advice, naming the input unless that is NULL; with stats, prints the whole account on
 * standard error, even with -q. */
void report_account(const struct cli *cli, const char *input, const struct read_account *account,
                    bool stats);

/* For --stats: what each step of a plan that was applied apart changed. */
void report_plan(const struct plan *plan);

/* For --stats: what the weights count and their sum; nothing where that is not known. */
void report_facts(const struct facts *facts, const struct stacks *stacks);

#endif
