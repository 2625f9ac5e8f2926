/* The public library's comparisons, as the file that shows them needs them. */
#ifndef STACKFOLD_COMPARE_H
#define STACKFOLD_COMPARE_H

#include "stackfold_options.h"
#include "stackfold_profile.h"

#include "diff/compare.h"
#include "report/report.h"

struct sf_comparison {
	sf_profile pair; /* of the comparison */
	struct comparison comparison;
	struct judgement judgement;
	struct comparing_options options; /* prepared; its texts are in `texts` */
	struct breaches breaches;
	struct buffer exceeded;          /* lines of those that exceed a limit, NUL after each */
	struct buffer texts;             /* limits and normalization, NUL after each */
	char *names[STACKS_COLUMNS_MAX]; /* of the runs, in reports */
};

/* What reports on it are made of. Valid as long as the comparison. */
struct report comparison_report(const sf_comparison *comparison);

#endif
