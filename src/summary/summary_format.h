/* What a summary is made of, and what a format of summaries is. */
#ifndef STACKFOLD_SUMMARY_SUMMARY_FORMAT_H
#define STACKFOLD_SUMMARY_SUMMARY_FORMAT_H

#include "base/buffer.h"
#include "base/status.h"
#include "report/comparison_row.h"

/* How long a comment may be; the servers refuse longer ones. They count characters, we count bytes,
 * which are never fewer. */
enum { SUMMARY_GITHUB = 65536, SUMMARY_GITLAB = 1000000 };

struct summary {
	const char *title;        /* a heading, any text; NULL: "Profiles" */
	const char *base_url;     /* where the report is: "https://ci.example/42/report/", with or
	                             without the last slash; NULL: there are no links */
	const char *const *rules; /* of --fail-on, as the user wrote them */
	size_t rule_count;
	const struct comparison_row *rows; /* in the order of their names */
	size_t count;
	size_t top;  /* rows in a table, at most; 0: as many as `most` allows */
	size_t most; /* bytes of the comment in Markdown; 0: no limit. At least 2000 */
};

struct summary_format {
	const char *name;
	/* Appends the summary. What memory lacks shows in text->failed. */
	void (*write)(const struct summary *summary, struct buffer *text);
};

#endif
