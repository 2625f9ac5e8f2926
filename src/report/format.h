/* The contents of a report, and what a format of reports is. */
#ifndef STACKFOLD_REPORT_FORMAT_H
#define STACKFOLD_REPORT_FORMAT_H

#include "base/buffer.h"
#include "diff/judge.h"
#include "diff/rule.h"

/* What is reported. */
struct report {
	const struct comparison *comparison;
	const struct judgement *judgement;
	const char *const *inputs; /* names of the runs, those before first */
	const char *normalized;    /* how, as the user wrote it; NULL: not */
	const struct rule *rules;
	size_t rule_count;
	const struct breaches *breaches;
	size_t top; /* changes in a list, at most */
};

struct report_format {
	const char *name;
	/* Appends the report. Without memory, text->failed is set. */
	void (*write)(const struct report *report, struct buffer *text);
};

#endif
