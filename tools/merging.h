/* Adding up sorted folded texts without keeping them. */
#ifndef STACKFOLD_TOOLS_MERGING_H
#define STACKFOLD_TOOLS_MERGING_H

#include "cli.h"

#include "join/reduction.h"
#include "join/sorted_merge.h"
#include "options/reading.h"
#include "write/writer.h"

/* Merges the inputs, if they are sorted folded texts and the options of reading need no more than
 * sums. *done says whether it could; if not, *merge (NULL, or closed by the caller) says what to
 * read instead. reduction: as sorted_merge_run has it. */
enum status merging_run(const struct cli *cli, const struct reading_options *reading,
                        struct reduction *reduction, struct sorted_merge **merge, bool *done,
                        struct error *err);

/* Reports what was merged as reading_run does; the account and the profile are those of
 * sorted_merge_conclude. */
enum status merging_report(const struct cli *cli, const struct reading_options *reading,
                           struct sorted_merge *merge, struct read_account *account,
                           const struct profile **profile, struct error *err);

#endif
