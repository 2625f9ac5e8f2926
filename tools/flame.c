/* flame: records a program and draws how it spends its time; draws recordings. */
#include "cli.h"
#include "comparer.h"
#include "doctor.h"
#include "flame_flags.h"
#include "flame_options.h"
#include "flame_settings.h"
#include "presenter.h"
#include "reading.h"
#include "side.h"
#include "signals.h"

#include "base/text.h"
#include "record/flags.h"
#include "record/loaded.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SUMMARY_ROWS = 10 };

#define DOCTOR "doctor" /* the operand instead of a program or a file */

static struct settings settings;

/* --- operands --------------------------------------------------------------------------------- */

/* Whether a file is a recording of perf, even if its mode is that of a program, as on file systems
 * without modes. */
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
	char *path = loaded_find_program(name);
	free(path);
	return path;
}

/* Whether an operand is a program, and not a file to draw: one that may not be executed, or that is
 * a file here but not a command. A name that does not exist is a program, for the message. */
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
	FLAME_OPTIONS(&settings.flame, &settings.reading, &settings.comparer.comparing,
	              &settings.cli),
	COMPARER_OPTIONS(&settings.comparer),
	{"format", 0, OPTION_TEXT, false, &settings.reading.read.format, "NAME",
	 "read FILE as this format (default: detected from the first bytes)", "Recordings that are drawn"},
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
		   "draws where the time goes; compares with earlier results and with other\n"
		   "programs (--compare). Draws recordings, too: FILE of any format that\n"
		   "fold-stacks reads. flame doctor says what this machine can record.",
	.examples = "flame ./program arguments\n"
		    "flame -p 1234 -d 10 -o server\n"
		    "flame --repeat 5 --compare ./old ./new -- arguments\n"
		    "flame perf.data",
	.options = options,
	.is_command = is_command,
};

/* --- recording -------------------------------------------------------------------------------- */

/* Runs that are recorded in turn: of one program, or of two. */
struct turns {
	struct settings *set;
	struct side sides[2]; /* after, before */
	size_t count;
	struct side *last; /* the run whose program may continue */
	int code;          /* the exit status of the first program that failed */
	int given_up;      /* the signal with which the user ended everything, 0: none */
	bool ended;        /* by the user, or because perf broke off */
};

/* The side that is being recorded or drawn, for a signal that ends flame then; NULL: none yet. */
static const struct side *under_way;

/* After such a signal, removes the incomplete recording, and ends a program that still runs. */
static void before_end_by_signal(void)
{
	if (!under_way)
		return;
	const struct child *program = &under_way->recorder.program;
	results_discard(&under_way->results);
	if (program->pid && !program->ended && program->gate < 0)
		kill(program->pid, SIGTERM);
}

/* Waits for a program that continues; returns the signal that ended the wait, 0: none. */
static int follow(const struct cli *cli, struct recorder *recorder)
{
	struct child *program = &recorder->program;
	if (!recorder->words || child_has_ended(program))
		return 0;
	cli_warn(cli, "%s (process %ld) still runs; Ctrl-C ends it", recorder->words[0],
	         (long)program->pid);
	return recording_follow(program);
}

/* Waits for the last program, and notes its exit status. */
static void finish_last(struct turns *turns)
{
	struct recorder *recorder = turns->last ? &turns->last->recorder : NULL;
	turns->last = NULL;
	if (!recorder)
		return;
	turns->given_up = follow(&turns->set->cli, recorder);
	turns->ended |= turns->given_up;
	if (recorder->words && !turns->code)
		turns->code = child_exit_code(&recorder->program);
}

/* Ends the process by the user's signal. */
static void end_by(int number)
{
	signal(number, SIG_DFL);
	raise(number);
}

/* Records one run. An incomplete run is left out, unless it is the only one. */
static enum status record_run(struct turns *turns, struct side *side, unsigned run,
                              struct error *err)
{
	const struct settings *set = turns->set;
	const struct recording_outcome *outcome = &side->recorder.outcome;
	const bool first = !turns->sides[0].runs.count && !turns->sides[1].runs.count;
	if (run)
		cli_warn(&set->cli, "run %u of %u%s%s", run, set->flame.repeat,
		         turns->count > 1 ? ": " : "",
		         turns->count > 1 ? side->recorder.words[0] : "");
	under_way = side;
	enum status status = side_record(side, run, err);
	if (status)
		return status;
	turns->last = side;
	if (outcome->end == RECORDING_ABORTED) {
		results_discard(&side->results);
		turns->ended = true;
		turns->given_up = outcome->signal ? outcome->signal : SIGINT;
		turns->last = NULL;
		return STATUS_OK;
	}
	recorder_report(&side->recorder);
	turns->ended = outcome->end == RECORDING_INTERRUPTED || outcome->end == RECORDING_BROKE_OFF;
	if (turns->ended && !first) {
		cli_warn(&set->cli, "this run was cut short and is left out");
		results_discard(&side->results);
		return STATUS_OK;
	}
	return side_take(side, err);
}

/* Records all runs, alternating between two programs, so that changes of the machine's state affect
 * both. */
static enum status record_all(struct turns *turns, struct error *err)
{
	const unsigned repeat = turns->set->flame.repeat;
	enum status status = STATUS_OK;
	for (unsigned run = 1; run <= (repeat ? repeat : 1) && !turns->ended; run++)
		for (size_t i = turns->count; i-- && !status && !turns->ended;) {
			finish_last(turns);
			if (!turns->ended)
				status = record_run(turns, &turns->sides[i], repeat > 1 ? run : 0,
				                    err);
		}
	return status;
}

/* Prepares the sides; A is recorded in the same way as B. */
static enum status prepare_sides(struct turns *turns, struct error *err)
{
	struct settings *set = turns->set;
	struct side *after = &turns->sides[0], *before = &turns->sides[1];
	const char *program = set->comparer.program;
	enum status status = side_prepare(after, set->words, set->word_count, program, NULL, err);
	if (!status)
		comparer_check(&set->comparer, after->recorded);
	if (status || !program)
		return status;
	const char **words = malloc((set->word_count + 1) * sizeof *words);
	if (!words)
		return error_no_memory(err);
	memcpy(words, set->words, set->word_count * sizeof *words);
	words[0] = program;
	set->other_words = words;
	return side_prepare(before, words, set->word_count, NULL, after, err);
}

/* Shows the recording, if it is sufficient. */
static enum status show(struct turns *turns, struct error *err)
{
	struct side *after = &turns->sides[0];
	struct side *before = turns->count > 1 ? &turns->sides[1] : NULL;
	if (!after->runs.count)
		return error_set(err, STATUS_FAILED,
		                 "ended before %s was recorded: nothing to "
		                 "compare",
		                 turns->set->words[0]);
	enum status status = presenter_show(turns->set, before, after, err);
	if (!status)
		presenter_name_files(turns->set, before, after, true);
	return status;
}

static int run_recording(struct turns *turns)
{
	struct settings *set = turns->set;
	struct error err = {{0}};
	int code = EXIT_DONE;
	set->reading.read.by_flame = true;
	signals_before_end(before_end_by_signal);
	enum status status = prepare_sides(turns, &err);
	if (!status)
		status = record_all(turns, &err);
	if (!status && !turns->given_up)
		status = show(turns, &err);
	if (status)
		code = cli_fail(&set->cli, &err);
	else if (set->comparer.exceeded)
		code = EXIT_LIMIT;
	finish_last(turns);
	signals_before_end(NULL);
	under_way = NULL;
	if (turns->given_up)
		end_by(turns->given_up);
	return turns->code && set->flame.status_of == STATUS_OF_PROGRAM ? turns->code : code;
}

static int run_files(struct turns *turns)
{
	struct settings *set = turns->set;
	struct side *side = &turns->sides[0];
	struct error err = {{0}};
	enum status status = side_read(side, set->cli.inputs, set->cli.input_count, &err);
	if (!status)
		status = presenter_show(set, NULL, side, &err);
	if (status)
		return cli_fail(&set->cli, &err);
	presenter_name_files(set, NULL, side, false);
	return set->comparer.exceeded ? EXIT_LIMIT : EXIT_DONE;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Gives the files to the user who called sudo, if the program ran as that user. */
static void choose_owner(const struct settings *set, struct results *results)
{
	const char *uid = getenv("SUDO_UID"), *gid = getenv("SUDO_GID");
	if (!set->flame.as_caller || !uid || !gid)
		return;
	results->owned = true;
	results->uid = (uid_t)strtoul(uid, NULL, 10);
	results->gid = (gid_t)strtoul(gid, NULL, 10);
}

/* Sets the names of the results; those of another program are NAME.before. */
static enum status name_results(struct turns *turns, struct error *err)
{
	static const char *const ends[] = {"", ".before"};
	const char *given = turns->set->cli.output ? turns->set->cli.output : "flame";
	enum status status = STATUS_OK;
	for (size_t i = 0; i < sizeof ends / sizeof *ends && !status; i++) {
		char *name;
		if (asprintf(&name, "%s%s", given, ends[i]) < 0)
			return error_no_memory(err);
		turns->sides[i].set = turns->set;
		status = results_name(&turns->sides[i].results, name, err);
		choose_owner(turns->set, &turns->sides[i].results);
		free(name);
	}
	return status;
}

/* Whether the operand asks for flame doctor. */
static bool asks_doctor(const struct settings *set)
{
	const bool checks = !set->cli.command && strcmp(set->cli.inputs[0], DOCTOR) == 0;
	if (checks && set->cli.input_count > 1)
		cli_usage(&set->cli, "doctor takes no operands");
	if (set->flame.json && !checks)
		cli_usage(&set->cli, "--json is for flame doctor");
	return checks;
}

static bool attaches(const struct settings *set)
{
	return set->flame.processes.count || set->flame.whole_system || set->flame.cgroup;
}

/* Rejects more runs than can be compared, before they are recorded. */
static void check_count(const struct settings *set)
{
	const struct comparer *comparer = &set->comparer;
	const size_t after = set->flame.repeat ? set->flame.repeat : 1;
	const size_t before = comparer->program ? after : comparer->files.count;
	if (comparer_asked(comparer) && before + after > STACKS_COLUMNS_MAX)
		cli_usage(&set->cli,
		          "--compare: %zu runs before and %zu after are more than the %d that can "
		          "be compared",
		          before, after, STACKS_COLUMNS_MAX);
}

/* Finds the sides of the comparison, and how to record. */
static enum status prepare_comparison(struct turns *turns, bool records, struct flags *flags,
                                      struct error *err)
{
	struct settings *set = turns->set;
	struct comparer *comparer = &set->comparer;
	struct results *results = &turns->sides[0].results;
	comparer->cli = &set->cli;
	comparer->reading = &set->plain;
	set->rows = comparer->comparing.top ? comparer->comparing.top : SUMMARY_ROWS;
	comparer_prepare(comparer, attaches(set), results);
	check_count(set);
	turns->count = comparer->program ? 2 : 1;
	/* flame --compare A B -- ARGUMENTS */
	if (comparer->program && set->word_count > 1 && strcmp(set->words[1], "--") == 0) {
		set->words[1] = set->words[0];
		set->words++;
		set->word_count--;
	}
	comparer->name = set->words ? set->words[0] : NULL;
	enum status status = comparer_read(
		comparer, records && set->flame.keep != KEEP_NONE ? results : NULL, err);
	if (!status && records)
		flame_flags_take(set, options, flags);
	return status;
}

/* Records or draws. */
static int run(struct settings *set, bool records)
{
	struct turns turns = {.set = set, .count = 1};
	struct flags flags = {.program = NULL};
	struct error err = {{0}};
	int code = EXIT_INPUT;
	enum status status = name_results(&turns, &err);
	if (!status)
		status = prepare_comparison(&turns, records, &flags, &err);
	reading_prepare(&set->cli, &set->reading);
	set->reading.read.tid = set->flame.threads;
	if (set->flame.repeat > 1 && attaches(set) && !(set->flame.seconds > 0))
		cli_usage(&set->cli, "--repeat needs --duration, which sets the length of a run");
	if (status)
		cli_fail(&set->cli, &err);
	else
		code = records ? run_recording(&turns) : run_files(&turns);
	side_free(&turns.sides[0]);
	side_free(&turns.sides[1]);
	flags_free(&flags);
	return code;
}

/* Opens standard streams that the caller closed: otherwise files that are opened later would get
 * their numbers. */
static void open_streams(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	struct settings *set = &settings;
	open_streams();
	cli_parse(&set->cli, &tool, argc, argv);
	if (set->cli.command) {
		set->words = set->cli.inputs;
		set->word_count = set->cli.input_count;
	}
	if (set->reading.list_formats)
		reading_prepare(&set->cli, &set->reading); /* does not return */
	flame_options_check(&set->cli, &set->flame);
	const bool checks = asks_doctor(set);
	if (!attaches(set) && !set->cli.inputs_given)
		cli_usage(&set->cli, "give a program to record, or a recording to draw");
	int code = checks ? doctor_run(&set->cli, set->flame.json)
	                  : run(set, set->cli.command || attaches(set));
	comparer_free(&set->comparer);
	reading_options_free(&set->reading);
	flame_options_free(&set->flame);
	free(set->other_words);
	cli_free(&set->cli);
	return code;
}
