#include "comparer.h"

#include "reading.h"

#include "diff/compare.h"
#include "diff/judge.h"
#include "options/picture.h"
#include "options/remarks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the differences go, for people, if no report is asked for. */
static const char usual_report[] = "text:/dev/stderr";
enum { USUAL_ROWS = 5 };

bool comparer_asked(const struct comparer *comparer)
{
	return comparer->files.count;
}

static void add_report(struct comparer *comparer, const char *report)
{
	const struct option row = {
		.name = "report", .type = OPTION_LIST, .value = &comparer->comparing.reports};
	struct error err = {{0}};
	cli_refuse(comparer->cli, option_set(&row, report, &err), NULL, &err);
}

/* Puts the file in the place of COMPARER_LAST, and leaves that out where there is none. */
static void find_last(struct comparer *comparer, const char *last, const char *kept)
{
	struct text_list *files = &comparer->files;
	size_t count = 0;
	for (size_t i = 0; i < files->count; i++) {
		const char *file = files->items[i];
		if (strcmp(file, COMPARER_LAST) != 0) {
			if (access(file, R_OK) != 0)
				cli_usage(comparer->cli, "--compare %s: %s", file, strerror(errno));
			files->items[count++] = file;
		} else if (access(last, R_OK) == 0) {
			files->items[count++] = kept;
		} else {
			cli_warn(comparer->cli, "there is no %s yet to compare with", last);
		}
	}
	files->count = count;
}

void comparer_prepare(struct comparer *comparer, bool shares, const char *last, const char *kept)
{
	struct comparing_options *comparing = &comparer->comparing;
	const struct cli *cli = comparer->cli;
	struct option_place place;
	struct error err = {{0}};
	if (!comparer->files.count && (comparing->fail_on.count || comparing->reports.count))
		cli_usage(cli, "--%s needs --compare",
		          comparing->reports.count ? "report" : "fail-on");
	if (comparer->files.count >= STACKS_COLUMNS_MAX)
		cli_usage(cli, "--compare: %zu files are too many", comparer->files.count);
	find_last(comparer, last, kept);
	if (comparer->files.count && !comparing->reports.count && !cli->quiet) {
		add_report(comparer, usual_report);
		comparing->top = USUAL_ROWS;
	}
	comparing->normalize_total = shares;
	cli_refuse(cli, comparing_options_prepare(comparing, &place, &err), &place, &err);
	gate_prepare(cli, comparing, &comparer->gate);
}

void comparer_free(struct comparer *comparer)
{
	comparing_options_free(&comparer->comparing);
	gate_free(&comparer->gate);
}

/* Reads one earlier result into its column. */
static enum status read_earlier(const struct comparer *comparer, unsigned column, struct runs *runs,
                                struct error *err)
{
	const char *path = comparer->files.items[column];
	struct read_account account = {0};
	struct profile run;
	profile_init(&run, 1);
	enum status status = reading_run(comparer->cli, comparer->reading, &path, 1, &run, &account,
	                                 err);
	read_account_free(&account);
	if (!status && run.stacks.columns != 1)
		status = error_set(err, STATUS_FAILED,
		                   "%s: has several counts on each line, as if compared already",
		                   path);
	if (!status)
		status = profile_fit(&run, SUMS_COLUMNS, err);
	if (!status)
		status = runs_add(runs, column, &run, comparer->comparing.names, err);
	profile_free(&run);
	return status;
}

/* Judges and reports; `name` stands for the side after. */
static enum status judge(struct comparer *comparer, struct comparison *comparison, const char *name,
                         struct error *err)
{
	const char *names[STACKS_COLUMNS_MAX];
	struct judgement judgement;
	memcpy(names, comparer->files.items, comparer->files.count * sizeof *names);
	names[comparer->files.count] = name;
	enum status status = judgement_make(comparison, &comparer->comparing.judge, &judgement,
	                                    err);
	if (status)
		return status;
	status = gate_run(comparer->cli, &comparer->gate, &judgement, names,
	                  comparer->comparing.normalize, &comparison->pair.marks,
	                  &comparer->exceeded, err);
	judgement_free(&judgement);
	return status;
}

/* Draws both sides in one picture: what is gone is hatched. */
static enum status draw(const struct comparer *comparer, struct profile *pair, const char *path,
                        struct error *err)
{
	const struct messages messages = cli_messages(comparer->cli);
	const struct picture_input input = {.sums_only = true};
	struct drawing_options drawing = {0};
	struct picture picture = {.count = 0};
	struct output output;
	drawing_options_init(&drawing);
	drawing.difference_layout = "union";
	enum status status = drawing_options_prepare(&drawing, false, err);
	if (!status)
		status = picture_make(&drawing, pair, &input, &messages, &picture, err);
	if (!status)
		status = output_open(&output, path, err);
	if (!status)
		status = picture_write(&drawing, pair, &picture, &messages, &output, err);
	picture_free(&picture);
	drawing_options_free(&drawing);
	return status;
}

enum status comparer_run(struct comparer *comparer, const struct profile *profile, const char *name,
                         const char *picture, struct error *err)
{
	const struct messages messages = cli_messages(comparer->cli);
	const unsigned before = (unsigned)comparer->files.count;
	const struct normalization *how = &comparer->comparing.how;
	struct comparison comparison = {0};
	struct runs runs;
	enum status status = STATUS_OK;
	runs_init(&runs, before, 1);
	for (unsigned c = 0; c < before && !status; c++)
		status = read_earlier(comparer, c, &runs, err);
	if (!status)
		status = runs_add(&runs, before, profile, comparer->comparing.names, err);
	if (!status)
		status = comparison_make(&runs, how, &comparison, err);
	if (!status)
		status = remark_pair(&comparison.pair, how, &messages, err);
	if (!status && gate_asked(&comparer->gate))
		status = judge(comparer, &comparison, name, err);
	if (!status && picture)
		status = draw(comparer, &comparison.pair, picture, err);
	runs_free(&runs);
	comparison_free(&comparison);
	return status;
}
