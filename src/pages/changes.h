/* What changed between the two sides of a benchmark. */
#ifndef STACKFOLD_PAGES_CHANGES_H
#define STACKFOLD_PAGES_CHANGES_H

#include "options/comparing.h"
#include "options/message.h"
#include "pages/benchmark.h"
#include "pages/side.h"
#include "report/lists.h"

/* A comparison, its judgement, and what reports need of them. */
struct changes {
	struct comparing_options options; /* a copy that is prepared, for one thread */
	struct comparison comparison;
	struct judgement judgement;
	struct breaches breaches;
	struct report report;
	struct report_list lists[REPORT_LISTS];
	const char *names[STACKS_COLUMNS_MAX]; /* of the runs */
};

/* Compares the runs of both sides as the options say, which are copied as they were given. `names`
 * are those of the inputs, those before first. STATUS_FAILED with a message where they cannot be
 * compared, STATUS_FATAL without memory; changes_free in any case. */
enum status changes_make(struct changes *changes, const struct comparing_options *options,
                         const struct side *before, const struct side *after,
                         const struct page_run *runs_before, const struct page_run *runs_after,
                         const struct messages *said, struct error *err);
void changes_free(struct changes *changes);

/* Puts both sides, the changes and the limits that were exceeded into the benchmark's row. The
 * weights that it has become those of the comparison's places. */
void changes_fill(const struct changes *changes, struct benchmark *benchmark);

#endif
