/* What flamereport writes beside the report: summaries, and the history. */
#ifndef STACKFOLD_TOOLS_FLAMEREPORT_RECORDS_H
#define STACKFOLD_TOOLS_FLAMEREPORT_RECORDS_H

#include "flamereport_options.h"

#include "history/history_file.h"
#include "pages/pages.h"

struct records {
	struct comparison_row *rows; /* of all benchmarks */
	size_t count;
	struct history history;
	struct history_line *lines; /* of this run */
	size_t line_count;
	char *run; /* its name */
};

/* Adds this run to the history that was read, in memory, and writes the pages of trends. Without
 * --history it does nothing. records_free in any case. */
enum status records_trends(const struct cli *cli, const struct flamereport_options *options,
                           const struct pages *pages, struct records *records, struct error *err);

/* Appends this run to the file of the history, and writes the summaries. */
enum status records_write(const struct flamereport_options *options, const struct records *records,
                          struct error *err);

void records_free(struct records *records);

#endif
