/* A report: many profiles as a folder of pages. */
#ifndef STACKFOLD_PAGES_PAGES_H
#define STACKFOLD_PAGES_PAGES_H

#include "options/message.h"
#include "pages/folder.h"
#include "pages/grouping.h"
#include "pages/making.h"
#include "pages/manifest_read.h"

/* What a report is made of. Texts stay. */
struct pages_options {
	const char *output; /* the folder */
	const char *title;
	const char *const *operands; /* files and folders */
	size_t operand_count;
	const struct naming *naming;
	const char *baseline; /* a report, its manifest, or a folder of profiles; NULL: none */
	bool incremental;     /* files of unchanged benchmarks are taken from the report that
	                         has the name of the output */
	unsigned jobs;        /* benchmarks at a time; 0: one for each processor */
	bool trends;          /* trend_pages_write follows */
	const char *watched;  /* see job.h */
	const struct read_options *read;           /* prepared */
	const struct comparing_options *comparing; /* as given */
	const struct drawing_options *drawing;     /* as given */
	const char *options_key;                   /* of all options that files depend on */
	const atomic_bool *stopped;
	struct messages messages; /* about the report as a whole */
};

struct baseline;

struct pages {
	struct benchmark *benchmarks; /* in the order of names */
	size_t count;
	size_t failed, kept; /* so many could not be read; and were taken from the report before */
	bool compared;       /* there is a baseline */
	struct folder folder;
	struct page_inputs inputs;
	struct page_groups groups;
	struct manifest earlier;
	struct baseline *baseline;
};

/* Makes the report in a new folder beside its place. STATUS_FAILED, STATUS_FATAL: there is none.
 * pages_free in any case. */
enum status pages_make(const struct pages_options *options, struct pages *pages, struct error *err);

/* Gives it its place. */
enum status pages_finish(struct pages *pages, struct error *err);

void pages_free(struct pages *pages);

#endif
