#include "flamereport_records.h"

#include "pages/trend_page.h"
#include "summary/summary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_FUNCTIONS = 50 /* of a line of the history */ };

/* --- the history ---------------------------------------------------------------------------- */

static enum status read_history(const struct cli *cli, const char *path, struct history *history,
                                struct error *err)
{
	struct history_damage damage;
	enum status status = history_read(path, history, &damage, err);
	if (!status && damage.lines)
		cli_warn(cli, "%s:%zu: %s (%zu line%s skipped)", path, damage.first,
		         damage.first_reason.text, damage.lines, damage.lines == 1 ? "" : "s");
	return status;
}

/* A run without a name has the number of runs before, plus 1. */
static char *name_run(const struct flamereport_options *options, const struct history *history)
{
	struct frames runs = {0};
	char *name = NULL;
	if (options->run)
		return strdup(options->run);
	for (size_t i = 0; i < history->count; i++) {
		const struct frame *run = &history->texts.items[history->entries[i].run];
		if (frames_intern(&runs, run->name, run->size) == FRAME_NONE)
			break;
	}
	if (asprintf(&name, "%zu", runs.count + 1) < 0)
		name = NULL;
	frames_free(&runs);
	return name;
}

static enum status make_lines(const struct flamereport_options *options, struct records *records,
                              struct error *err)
{
	const struct history_choice choice = {
		.min_share = {1, 0},
		.most = LINE_FUNCTIONS,
		.always = options->watched,
	};
	enum status status = STATUS_OK;
	records->lines = calloc(records->count + 1, sizeof *records->lines);
	records->run = name_run(options, &records->history);
	if (!records->lines || !records->run)
		return error_no_memory(err);
	for (size_t i = 0; i < records->count && !status; i++) {
		const struct comparison_row *row = &records->rows[i];
		if (row->state == ROW_GONE || row->state == ROW_FAILED)
			continue;
		struct history_line *line = &records->lines[records->line_count];
		status = history_line_make(row, records->run, &choice, line, err);
		if (status)
			break;
		records->line_count++;
		status = history_add(&records->history, line, err);
	}
	return status;
}

static enum status take_rows(const struct pages *pages, struct records *records, struct error *err)
{
	records->rows = calloc(pages->count + 1, sizeof *records->rows);
	if (!records->rows)
		return error_no_memory(err);
	for (size_t i = 0; i < pages->count; i++)
		records->rows[records->count++] = pages->benchmarks[i].row;
	return STATUS_OK;
}

enum status records_trends(const struct cli *cli, const struct flamereport_options *options,
                           const struct pages *pages, struct records *records, struct error *err)
{
	enum status status = take_rows(pages, records, err);
	if (status || !options->history)
		return status;
	status = read_history(cli, options->history, &records->history, err);
	if (!status)
		status = make_lines(options, records, err);
	return status ? status
	              : trend_pages_write(pages->folder.made, options->title, pages->benchmarks,
	                                  pages->count, &records->history, options->watched, err);
}

/* --- summaries ------------------------------------------------------------------------------ */

static enum status write_summaries(const struct flamereport_options *options,
                                   const struct records *records, struct error *err)
{
	const struct summary summary = {
		.title = options->title,
		.base_url = options->base_url,
		.rules = options->comparing.fail_on.items,
		.rule_count = options->comparing.fail_on.count,
		.rows = records->rows,
		.count = records->count,
		.most = SUMMARY_GITHUB,
	};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < options->summaries.count && !status; i++) {
		const char *path;
		const struct summary_format *format = summary_of_file(options->summaries.items[i],
		                                                      &path);
		status = summary_write(&summary, format, path, err);
	}
	return status;
}

enum status records_write(const struct flamereport_options *options, const struct records *records,
                          struct error *err)
{
	enum status status = options->history && records->line_count
	                             ? history_append(options->history, records->lines,
	                                              records->line_count, err)
	                             : STATUS_OK;
	return status ? status : write_summaries(options, records, err);
}

void records_free(struct records *records)
{
	for (size_t i = 0; i < records->line_count; i++)
		history_line_free(&records->lines[i]);
	free(records->lines);
	free(records->rows);
	free(records->run);
	history_free(&records->history);
	*records = (struct records){0};
}
