/* flame: records a program and draws where its time goes; draws recordings. */
#include "cli.h"
#include "comparer.h"
#include "doctor.h"
#include "flame_options.h"
#include "reading.h"
#include "recorder.h"
#include "results.h"
#include "summary.h"

#include "options/drawing.h"
#include "options/picture.h"
#include "write/writers.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUMMARY_ROWS = 10 };

#define DOCTOR "doctor" /* the operand in place of a program or a file */

/* The command line, and what goes with it. */
struct settings {
	struct cli cli;
	struct flame_options flame;
	struct reading_options reading;
	struct drawing_options drawing;
	struct results results;
	struct comparer comparer;
	struct reading_options plain; /* how earlier results are read */
};

static struct settings settings;

/* --- operands --------------------------------------------------------------------------------- */

/* Whether a file holds a recording of perf, even if its mode says that it is a program, as on file
 * systems that keep no modes. */
static bool is_perf_data(const char *path)
{
	char start[7];
	FILE *file = fopen(path, "re");
	bool found = file && fread(start, 1, sizeof start, file) == sizeof start &&
	             memcmp(start, "PERFILE", sizeof start) == 0;
	if (file)
		fclose(file);
	return found;
}

/* Whether a program of that name is on PATH. */
static bool is_on_path(const char *name)
{
	const char *folders = getenv("PATH");
	bool found = false;
	while (folders && *folders && !found) {
		size_t size = strcspn(folders, ":");
		char *path;
		if (asprintf(&path, "%.*s/%s", (int)size, folders, name) < 0)
			return false;
		found = access(path, X_OK) == 0;
		free(path);
		folders += size + (folders[size] == ':');
	}
	return found;
}

/* A program, unless it is a file to be drawn: one that may not be executed, or that only is a file
 * here and not a command. What does not exist is a program, for the message. */
static bool is_command(const char *operand)
{
	struct stat info;
	if (strcmp(operand, "-") == 0 || strcmp(operand, DOCTOR) == 0)
		return false;
	if (!strchr(operand, '/') && is_on_path(operand))
		return true;
	if (stat(operand, &info) != 0)
		return true;
	return strchr(operand, '/') && S_ISREG(info.st_mode) && access(operand, X_OK) == 0 &&
	       !is_perf_data(operand);
}

/* clang-format off */
static const struct option options[] = {
	FLAME_OPTIONS(&settings.flame, &settings.reading, &settings.cli),
	COMPARER_OPTIONS(&settings.comparer),
	{"format", 0, OPTION_TEXT, false, &settings.reading.read.format, "NAME",
	 "the format of FILE (default: detected from the first bytes)", "Recordings that are drawn"},
	{"list-formats", 0, OPTION_FLAG, false, &settings.reading.list_formats, NULL,
	 "list the formats that can be drawn", NULL},
	{"json", 0, OPTION_FLAG, false, &settings.flame.json, NULL,
	 "flame doctor: write JSON", NULL},
	CLI_OTHER_OPTIONS(&settings.cli, "Common options"),
};
/* clang-format on */

static const struct tool tool = {
	.name = "flame",
	.usage = "[OPTION]... PROGRAM [ARGUMENT]... | FILE... | doctor",
	.summary = "Records a program, a process (-p) or the whole system (-a) with perf, and\n"
		   "draws where the time goes. Draws recordings, too: FILE of any format that\n"
		   "fold-stacks reads. flame doctor says what this machine can record.",
	.examples = "flame ./program arguments\n"
		    "flame -p 1234 -d 10 -o server\n"
		    "flame perf.data",
	.options = options,
	.is_command = is_command,
};

/* --- drawing ---------------------------------------------------------------------------------- */

static enum status write_folded(struct settings *set, const struct profile *profile,
                                struct error *err)
{
	const char *path = set->results.folded;
	enum status status = results_keep_old(path, err);
	if (!status)
		status = writer_save(writers[0], profile, false, path, err);
	if (!status)
		results_own(&set->results, path);
	return status;
}

/* Compares the profile with earlier results. */
static enum status compare(struct settings *set, const struct profile *profile, struct error *err)
{
	const char *path = set->flame.no_svg ? NULL : set->results.difference;
	enum status status = path ? results_keep_old(path, err) : STATUS_OK;
	if (!status)
		status = comparer_run(&set->comparer, profile, set->results.folded, path, err);
	if (!status && path)
		results_own(&set->results, path);
	return status;
}

/* Draws the profile, which is used up. */
static enum status write_picture(struct settings *set, struct profile *profile,
                                 const struct picture_input *input, struct error *err)
{
	const struct messages messages = cli_messages(&set->cli);
	const char *path = set->results.svg;
	struct picture picture = {.count = 0};
	struct output output;
	enum status status = picture_make(&set->drawing, profile, input, &messages, &picture, err);
	if (!status)
		status = results_keep_old(path, err);
	if (!status)
		status = output_open(&output, path, err);
	if (!status)
		status = picture_write(&set->drawing, profile, &picture, &messages, &output, err);
	if (!status)
		results_own(&set->results, path);
	picture_free(&picture);
	return status;
}

/* Reads files, and writes what is to be kept of them and the summary. */
static enum status draw(struct settings *set, const char *const *inputs, size_t count, bool fold,
                        struct error *err)
{
	struct profile profile;
	struct read_account account = {0};
	struct picture_input input = {0};
	struct cli cli = set->cli; /* messages name the input where there are several */
	cli.input_count = count;
	profile_init(&profile, 1);
	enum status status = reading_run(&cli, &set->reading, inputs, count, &profile, &account,
	                                 err);
	for (size_t i = 0; i < account.advice_count; i++)
		input.few_said |= account.advice[i].few && !account.advice[i].carried;
	input.sums_only = account.sums == account.samples;
	read_account_free(&account);
	if (!status)
		status = profile_fit(&profile, SUMS_COLUMNS, err);
	if (!status && fold)
		status = write_folded(set, &profile, err);
	if (!status && !set->cli.quiet)
		status = summary_write(&profile, SUMMARY_ROWS, err);
	if (!status && comparer_asked(&set->comparer))
		status = compare(set, &profile, err);
	if (!status && !set->flame.no_svg)
		status = write_picture(set, &profile, &input, err);
	profile_free(&profile);
	return status;
}

/* --- showing the picture ---------------------------------------------------------------------- */

/* Whether a browser would be seen by the one who called flame. */
static bool on_desktop(void)
{
	return (getenv("DISPLAY") || getenv("WAYLAND_DISPLAY")) && isatty(STDERR_FILENO) &&
	       !getenv("SSH_CONNECTION") && !getenv("CI") && geteuid() != 0;
}

static void open_picture(const struct settings *set)
{
	struct child_setup setup = CHILD_SETUP;
	struct child opener;
	struct error err = {{0}};
	const char *const words[] = {"xdg-open", set->results.svg, NULL};
	if (set->flame.open == OPEN_NEVER || (set->flame.open == OPEN_AUTO && !on_desktop()))
		return;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC); /* browsers say much */
	setup.path = words[0];
	setup.words = (char *const *)words;
	setup.own_group = true;
	setup.streams[0] = setup.streams[1] = setup.streams[2] = nothing;
	if (child_start(&setup, &opener, &err) && set->flame.open == OPEN_ALWAYS)
		cli_warn(&set->cli, "the picture is not opened: %s", err.text);
	if (nothing >= 0)
		close(nothing);
}

/* Says where the results are. */
static void report_files(const struct settings *set, bool recorded)
{
	if (!set->flame.no_svg && comparer_asked(&set->comparer))
		cli_warn(&set->cli, "the difference is %s", set->results.difference);
	if (!set->flame.no_svg)
		cli_warn(&set->cli, "the picture is %s", set->results.svg);
	if (recorded && set->flame.keep != KEEP_NONE)
		cli_note(&set->cli, "the stacks are %s", set->results.folded);
	if (recorded && set->flame.keep == KEEP_ALL)
		cli_note(&set->cli, "the recording is %s", set->results.data);
	if (!set->flame.no_svg)
		open_picture(set);
}

/* --- recording -------------------------------------------------------------------------------- */

/* Why there may be no samples. */
static enum status explain_nothing(const struct recorder *recorder, struct error *err)
{
	return error_set(err, STATUS_FAILED,
	                 "no samples in %.2f s: what was recorded used hardly any processor time",
	                 recorder->outcome.seconds);
}

/* Context switches are recorded of the whole system: chooses those of what was asked for. */
static enum status choose_family(struct settings *set, const struct recorder *recorder,
                                 const char *path, struct error *err)
{
	struct number_list *chosen = &set->reading.read.choice.pids;
	struct family family = {0};
	enum status status = recorder_family(recorder, path, &family, err);
	for (size_t i = 0; i < family.count && !status; i++) {
		char number[16];
		snprintf(number, sizeof number, "%u", family.pids[i]);
		if (number_list_parse(chosen, number) != STATUS_OK)
			status = error_no_memory(err);
	}
	free(family.pids);
	return status;
}

/* Gives the results what was recorded. */
static enum status draw_recording(struct settings *set, const struct recorder *recorder,
                                  struct error *err)
{
	const char *input = set->results.recording;
	enum status status = STATUS_OK;
	if (set->flame.keep == KEEP_ALL) {
		status = results_keep_recording(&set->results, err);
		input = set->results.data;
	}
	if (!status && recorder->switches)
		status = choose_family(set, recorder, input, err);
	if (!status)
		status = draw(set, &input, 1, set->flame.keep != KEEP_NONE, err);
	if (status && strstr(err->text, "no samples")) {
		*err = (struct error){{0}};
		status = explain_nothing(recorder, err);
	}
	return status;
}

/* Waits for a program that goes on. */
static void follow(const struct cli *cli, struct recorder *recorder)
{
	struct child *program = &recorder->program;
	if (!cli->command || child_has_ended(program))
		return;
	cli_warn(cli, "%s (process %ld) goes on; Ctrl-C ends it", cli->inputs[0],
	         (long)program->pid);
	int given_up = recording_follow(program);
	if (!given_up)
		return;
	signal(given_up, SIG_DFL);
	raise(given_up);
}

/* Ends as the second Ctrl-C wants it. */
static void end_aborted(const struct recorder *recorder)
{
	int number = recorder->outcome.signal ? recorder->outcome.signal : SIGINT;
	signal(number, SIG_DFL);
	raise(number);
}

static int limit_code(const struct settings *set)
{
	return set->comparer.exceeded ? EXIT_LIMIT : EXIT_DONE;
}

static int run_recording(struct settings *set)
{
	struct recorder recorder = {
		.cli = &set->cli,
		.options = &set->flame,
		.results = &set->results,
		.switches = flame_options_switches(&set->reading),
		.wall = set->reading.read.wall,
	};
	struct error err = {{0}};
	recorder.program = CHILD_NONE;
	enum status status = recorder_run(&recorder, &err);
	const bool began = !status;
	if (began && recorder.outcome.end == RECORDING_ABORTED) {
		results_discard(&set->results);
		end_aborted(&recorder);
	}
	if (began) {
		recorder_report(&recorder);
		status = draw_recording(set, &recorder, &err);
	}
	results_discard(&set->results);
	int code = status ? cli_fail(&set->cli, &err) : limit_code(set);
	if (!status)
		report_files(set, true);
	if (began)
		follow(&set->cli, &recorder);
	if (began && set->cli.command && set->flame.status_of == STATUS_OF_PROGRAM &&
	    child_exit_code(&recorder.program))
		code = child_exit_code(&recorder.program);
	recorder_free(&recorder);
	return code;
}

static int run_files(struct settings *set)
{
	struct error err = {{0}};
	enum status status = draw(set, set->cli.inputs, set->cli.input_count, false, &err);
	if (status)
		return cli_fail(&set->cli, &err);
	report_files(set, false);
	return limit_code(set);
}

/* --- the whole -------------------------------------------------------------------------------- */

/* The files belong to the user who called sudo, where the program ran as that user. */
static void choose_owner(struct settings *set)
{
	const char *uid = getenv("SUDO_UID"), *gid = getenv("SUDO_GID");
	if (!set->flame.as_caller || !uid || !gid)
		return;
	set->results.owned = true;
	set->results.uid = (uid_t)strtoul(uid, NULL, 10);
	set->results.gid = (gid_t)strtoul(gid, NULL, 10);
}

int main(int argc, char **argv)
{
	struct settings *set = &settings;
	struct error err = {{0}};
	drawing_options_init(&set->drawing);
	cli_parse(&set->cli, &tool, argc, argv);
	flame_options_check(&set->cli, &set->flame);
	reading_prepare(&set->cli, &set->reading);
	set->reading.read.tid = set->flame.threads;
	cli_refuse(&set->cli, drawing_options_prepare(&set->drawing, false, &err), NULL, &err);
	const bool attaches = set->flame.processes.count || set->flame.whole_system ||
	                      set->flame.cgroup;
	const bool checks = !set->cli.command && strcmp(set->cli.inputs[0], DOCTOR) == 0;
	if (checks && set->cli.input_count > 1)
		cli_usage(&set->cli, "doctor takes no operands");
	if (set->flame.json && !checks)
		cli_usage(&set->cli, "--json is for flame doctor");
	if (!attaches && !set->cli.inputs_given)
		cli_usage(&set->cli, "give a program to record, or a recording to draw");
	enum status status = results_name(&set->results,
	                                  set->cli.output ? set->cli.output : "flame", &err);
	choose_owner(set);
	const bool records = set->cli.command || attaches;
	set->comparer.cli = &set->cli;
	set->comparer.reading = &set->plain;
	if (!status && !checks)
		comparer_prepare(&set->comparer, attaches, set->results.folded,
		                 records && set->flame.keep != KEEP_NONE ? set->results.old_folded
		                                                         : set->results.folded);
	int code;
	if (status)
		code = cli_fail(&set->cli, &err);
	else if (checks)
		code = doctor_run(&set->cli, set->flame.json);
	else
		code = records ? run_recording(set) : run_files(set);
	comparer_free(&set->comparer);
	results_free(&set->results);
	drawing_options_free(&set->drawing);
	reading_options_free(&set->reading);
	flame_options_free(&set->flame);
	cli_free(&set->cli);
	return code;
}
