#include "comparer.h"

#include "reading.h"

#include "base/text.h"
#include "diff/advised.h"
#include "diff/compare.h"
#include "edit/root_name.h"
#include "options/picture.h"
#include "options/remarks.h"
#include "record/flags.h"
#include "record/loaded.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The destination of the differences as text if no report is requested. */
static const char usual_report[] = "text:/dev/stderr";
enum {
	USUAL_ROWS = 5,
	COMM_MAX = 16, /* bytes of a process's name, NUL included */
};

bool comparer_asked(const struct comparer *comparer)
{
	return comparer->program || comparer->files.count;
}

/* --- the other side -------------------------------------------------------------------- */

static void add_report(struct comparer *comparer, const char *report)
{
	const struct option row = {
		.name = "report", .type = OPTION_LIST, .value = &comparer->comparing.reports};
	struct error err = {{0}};
	cli_refuse(comparer->cli, option_set(&row, report, &err), NULL, &err);
}

/* Whether a file is a program, not just executable, which all files are on some file systems. */
static bool is_program(const char *path)
{
	char start[4] = "";
	FILE *file = access(path, X_OK) == 0 ? fopen(path, "re") : NULL;
	if (!file)
		return false;
	size_t size = fread(start, 1, sizeof start, file);
	fclose(file);
	return (size >= 2 && memcmp(start, "#!", 2) == 0) ||
	       (size >= 4 && memcmp(start, "\177ELF", 4) == 0);
}

/* Whether a program of that name is on PATH. */
static bool is_on_path(const char *name)
{
	char *file = strchr(name, '/') ? NULL : loaded_find_program(name);
	free(file);
	return file;
}

static void find_last(struct comparer *comparer, const struct results *results)
{
	struct error err = {{0}};
	const size_t before = comparer->files.count;
	cli_refuse(comparer->cli,
	           results_find(results->name, RESULTS_FOLDED, &comparer->files, &err), NULL, &err);
	if (comparer->files.count == before)
		cli_warn(comparer->cli, "there is no %s%s yet to compare with", results->name,
		         RESULTS_FOLDED);
}

/* The runs in a folder: folded stacks, or otherwise recordings; those with the results' own name,
 * or otherwise all. */
static void find_in_folder(struct comparer *comparer, const char *folder,
                           const struct results *results)
{
	static const char *const endings[] = {RESULTS_FOLDED,        RESULTS_FOLDED ".gz",
	                                      RESULTS_FOLDED ".zst", RESULTS_FOLDED ".xz",
	                                      RESULTS_FOLDED ".bz2", RESULTS_DATA};
	enum { ENDINGS = sizeof endings / sizeof *endings };
	const char *base = text_base_name(text_of(results->name)).at;
	const size_t before = comparer->files.count;
	char *path, *named;
	struct error err = {{0}};
	enum status status = STATUS_OK;
	if (asprintf(&path, "%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/") < 0 ||
	    asprintf(&named, "%s%s", path, base) < 0)
		cli_refuse(comparer->cli, error_no_memory(&err), NULL, &err);
	for (size_t i = 0; i < ENDINGS && !status && comparer->files.count == before; i++)
		status = results_find(named, endings[i], &comparer->files, &err);
	for (size_t i = 0; i < ENDINGS && !status && comparer->files.count == before; i++)
		status = results_find_in(path, endings[i], &comparer->files, &err);
	free(path);
	free(named);
	cli_refuse(comparer->cli, status, NULL, &err);
	if (comparer->files.count == before)
		cli_usage(comparer->cli, "--compare %s: the folder has no results (*%s, *%s)",
		          folder, RESULTS_FOLDED, RESULTS_DATA);
}

/* Determines the meaning of a value of --compare. */
static void find_given(struct comparer *comparer, const char *given, const struct results *results)
{
	struct stat info;
	struct error err = {{0}};
	if (strcmp(given, COMPARER_LAST) == 0) {
		find_last(comparer, results);
	} else if (stat(given, &info) != 0 ? is_on_path(given)
	                                   : S_ISREG(info.st_mode) && is_program(given)) {
		comparer->program = given;
	} else if (access(given, R_OK) != 0) {
		cli_usage(comparer->cli, "--compare %s: %s", given, strerror(errno));
	} else if (S_ISDIR(info.st_mode)) {
		find_in_folder(comparer, given, results);
	} else if (!name_list_add(&comparer->files, given)) {
		cli_refuse(comparer->cli, error_no_memory(&err), NULL, &err);
	}
}

/* Rejects reports that would replace earlier results. */
static void check_reports(const struct comparer *comparer)
{
	const struct report_targets *targets = &comparer->gate.targets;
	for (size_t i = 0; i < targets->count; i++)
		for (size_t k = 0; targets->items[i].path && k < comparer->files.count; k++)
			if (cli_same_file(targets->items[i].path, comparer->files.items[k]))
				cli_usage(comparer->cli,
				          "--report %s: it would replace an earlier result",
				          targets->items[i].path);
}

void comparer_prepare(struct comparer *comparer, bool shares, const struct results *results)
{
	struct comparing_options *comparing = &comparer->comparing;
	const struct cli *cli = comparer->cli;
	struct option_place place;
	struct error err = {{0}};
	if (!comparer->given.count && (comparing->fail_on.count || comparing->reports.count))
		cli_usage(cli, "--%s needs --compare",
		          comparing->reports.count ? "report" : "fail-on");
	for (size_t i = 0; i < comparer->given.count; i++)
		find_given(comparer, comparer->given.items[i], results);
	if (comparer->program && comparer->given.count > 1)
		cli_usage(cli, "--compare: a program can only be compared with one other program");
	if (comparer->program && !cli->command)
		cli_usage(
			cli,
			"--compare %s: this is a program; also give the program to compare it with",
			comparer->program);
	if (comparer_asked(comparer) && !comparing->reports.count && !cli->quiet) {
		add_report(comparer, usual_report);
		if (!comparing->top)
			comparing->top = USUAL_ROWS;
	}
	comparing->normalize_total |= shares && !comparing->normalize;
	cli_refuse(cli, comparing_options_prepare(comparing, &place, &err), &place, &err);
	gate_prepare(cli, comparing, false, &comparer->gate);
	check_reports(comparer);
}

void comparer_free(struct comparer *comparer)
{
	run_list_free(&comparer->earlier);
	name_list_free(&comparer->files);
	comparing_options_free(&comparer->comparing);
	gate_free(&comparer->gate);
}

/* --- earlier results -------------------------------------------------------------------------- */

/* Reads one earlier result, for which messages use another name if that is not NULL. */
static enum status read_earlier(struct comparer *comparer, const char *path, const char *name,
                                struct error *err)
{
	struct read_account account = {0};
	struct run *run = run_list_add(&comparer->earlier, name ? name : path);
	if (!run)
		return error_no_memory(err);
	struct cli cli = *comparer->cli; /* messages name the file */
	cli.input_count = 2;
	enum status status = reading_run(&cli, comparer->reading, &path, 1, &run->profile, &account,
	                                 err);
	read_account_free(&account);
	return status ? status : run_check(&run->profile, path, err);
}

/* The name under which a file that will be replaced is kept; NULL: it is not replaced. */
static enum status name_kept(const char *path, const struct name_list *replaced, char **kept,
                             struct error *err)
{
	*kept = NULL;
	for (size_t i = 0; i < replaced->count; i++)
		if (cli_same_file(path, replaced->items[i]))
			return asprintf(kept, "%s.old", path) < 0 ? error_no_memory(err)
			                                          : STATUS_OK;
	return STATUS_OK;
}

enum status comparer_read(struct comparer *comparer, const struct results *replaced,
                          struct error *err)
{
	struct name_list own = {0};
	enum status status = replaced ? results_find(replaced->name, RESULTS_FOLDED, &own, err)
	                              : STATUS_OK;
	for (size_t i = 0; i < comparer->files.count && !status; i++) {
		const char *path = comparer->files.items[i];
		char *kept;
		status = name_kept(path, &own, &kept, err);
		if (!status)
			status = read_earlier(comparer, path, kept, err);
		free(kept);
	}
	name_list_free(&own);
	return status;
}

const char *comparer_recorded(const struct comparer *comparer, const char **name)
{
	if (!comparer->earlier.count)
		return NULL;
	*name = comparer->earlier.items[0].name;
	return comparer->earlier.items[0].profile.facts.recorded;
}

void comparer_check(const struct comparer *comparer, const char *recorded)
{
	const struct messages messages = cli_messages(comparer->cli);
	for (size_t i = 0; i < comparer->earlier.count; i++) {
		const struct run *run = &comparer->earlier.items[i];
		if (remark_flags(run->profile.facts.recorded, run->name, recorded, "this recording",
		                 &messages))
			break; /* the others are runs of the same program */
	}
}

/* --- comparing -------------------------------------------------------------------------------- */

/* The name that the kernel gives the process of a program, as in a root frame. */
static void name_process(const char *program, char name[COMM_MAX])
{
	snprintf(name, COMM_MAX, "%s", text_base_name(text_of(program)).at);
	for (char *c = name; *c; c++)
		if (is_blank(*c))
			*c = '_';
}

/* Adds an earlier run, or one of the other program. Processes have the names of their programs: a
 * program with another name is another version of the same one. */
static enum status add_before(const struct comparer *comparer, const struct run *run,
                              unsigned column, struct runs *runs, struct error *err)
{
	struct flags flags = {.program = NULL};
	struct profile renamed;
	struct error ignored;
	char name[COMM_MAX] = "", other[COMM_MAX] = "";
	if (run->profile.facts.recorded)
		flags_read(run->profile.facts.recorded, &flags, &ignored);
	if (flags.program && comparer->name) {
		name_process(flags.program, name);
		name_process(comparer->name, other);
	}
	flags_free(&flags);
	profile_init(&renamed, 1);
	enum status status = strcmp(name, other) == 0
	                             ? runs_add(runs, column, &run->profile,
	                                        comparer->comparing.names, err)
	                             : root_name_change(&run->profile, name, other, &renamed, err);
	if (!status && renamed.stacks.count)
		status = runs_add(runs, column, &renamed, comparer->comparing.names, err);
	profile_free(&renamed);
	return status;
}

/* Adds the runs of a side, as columns from *column on. */
static enum status add_runs(const struct comparer *comparer, struct run_list *list, int side,
                            unsigned *column, struct runs *runs, const char **names,
                            struct advised *advised, struct error *err)
{
	enum status status = STATUS_OK;
	for (size_t i = 0; i < list->count && !status; i++, ++*column) {
		struct run *run = &list->items[i];
		names[*column] = run->name;
		status = run_check(&run->profile, run->name, err);
		if (!status)
			status = side == DIFF_BEFORE ? add_before(comparer, run, *column, runs, err)
			                             : runs_add(runs, *column, &run->profile,
			                                        comparer->comparing.names, err);
		if (!status && !advised_add(advised, side, &run->profile.facts))
			status = error_no_memory(err);
	}
	return status;
}

/* Puts the runs of both sides into adjacent columns. */
static enum status join(const struct comparer *comparer, struct run_list *before,
                        struct run_list *after, struct runs *runs, const char **names,
                        struct error *err)
{
	struct advised advised = {0};
	unsigned column = 0;
	runs_init(runs, (unsigned)before->count, (unsigned)after->count);
	if (before->count + after->count > STACKS_COLUMNS_MAX)
		return error_set(err, STATUS_FAILED,
		                 "--compare: %zu runs, but at most %d can be compared",
		                 before->count + after->count, STACKS_COLUMNS_MAX);
	enum status status = add_runs(comparer, before, DIFF_BEFORE, &column, runs, names, &advised,
	                              err);
	if (!status)
		status = add_runs(comparer, after, DIFF_AFTER, &column, runs, names, &advised, err);
	facts_forget_advice(&runs->profile.facts);
	if (!status && !advised_merge(&advised, &runs->profile.facts))
		status = error_no_memory(err);
	advised_free(&advised);
	return status;
}

enum status comparer_run(struct comparer *comparer, struct run_list *before, struct run_list *after,
                         const struct drawn *drawn, struct error *err)
{
	const struct messages messages = cli_messages(comparer->cli);
	const struct normalization *how = &comparer->comparing.how;
	const struct picture_input input = {.sums_only = true};
	struct comparison comparison = {0};
	const char *names[STACKS_COLUMNS_MAX];
	struct runs runs;
	enum status status = join(comparer, before ? before : &comparer->earlier, after, &runs,
	                          names, err);
	if (!status)
		status = comparison_make(&runs, how, &comparison, err);
	if (!status)
		status = remark_pair(&comparison.pair, how, &messages, err);
	if (!status)
		status = gate_judge(comparer->cli, &comparer->gate, &comparison, names,
		                    &comparer->exceeded, err);
	if (!status)
		status = draw_profile(comparer->cli, &comparison.pair, &input, drawn, err);
	runs_free(&runs);
	comparison_free(&comparison);
	return status;
}
