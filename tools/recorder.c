#include "recorder.h"

#include "chain_choice.h"

#include "base/text.h"
#include "record/loaded.h"
#include "record/perf.h"
#include "record/probe.h"
#include "record/runtime.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EVENTS_MAX = 3 };

/* What is found out before recording. */
struct findings {
	struct recorder *recorder;
	char *perf; /* its file */
	struct event_choice choice;
	struct chain_choice chains;
	struct word_list words, environment; /* of the program */
	char frequency[16], timed[128];
};

static void findings_free(struct findings *found)
{
	if (!found)
		return;
	free(found->perf);
	free(found->choice.event);
	chain_choice_free(&found->chains);
	words_free(&found->words);
	words_free(&found->environment);
	free(found);
}

/* What is recorded, in a line. */
static void say_how(const struct findings *found)
{
	const struct recorder *recorder = found->recorder;
	const char *why = found->chains.graph.why;
	if (recorder->switches)
		cli_warn(recorder->cli, "recording context switches of the whole system%s%s",
		         recorder->wall ? ", and " : "", found->choice.event);
	else
		cli_warn(recorder->cli, "recording %s%s%s%s%s", found->choice.event,
		         *found->frequency ? ", " : "", found->frequency,
		         *found->frequency ? " samples a second" : "",
		         !found->chains.graph.mode ? ", no call chains" : "");
	if (*why)
		cli_warn(recorder->cli, "call chains: %s%s", why,
		         recorder->switches ? "; -g dwarf also finds callers of libraries without "
		                              "frame pointers"
		                            : "");
}

/* --- the program ------------------------------------------------------------------------------ */

static enum status prepare_program(struct findings *found, struct error *err)
{
	const struct recorder *recorder = found->recorder;
	const struct cli *cli = recorder->cli;
	const char *file = found->chains.program.file;
	const struct runtime *runtime = found->chains.program.runtime;
	unsigned java = file && runtime_is_java(runtime) ? runtime_java_version(file) : 0;
	enum status status = runtime_arguments(runtime, recorder->words, recorder->word_count, java,
	                                       &found->words, err);
	if (!status)
		status = runtime_environment(runtime, environ, &found->environment, err);
	if (runtime && runtime->said)
		cli_warn(cli, "%s", runtime->said);
	unsigned python = file && runtime_is_python(runtime) ? runtime_python_version(file) : 0;
	if (python && python < 12)
		cli_warn(cli,
		         "Python 3.%u does not name its functions for perf (3.12 does); py-spy "
		         "does: "
		         "py-spy record -f raw -o out.folded -- %s ..., then flame out.folded",
		         python, recorder->words[0]);
	return status;
}

/* The user who called sudo. */
static enum status find_caller(struct child_user *user, struct error *err)
{
	const char *uid = getenv("SUDO_UID");
	const struct passwd *row = getpwuid((uid_t)strtoul(uid, NULL, 10));
	if (!row)
		return error_set(err, STATUS_FAILED, "--user: there is no user %s", uid);
	*user = (struct child_user){row->pw_uid, row->pw_gid, row->pw_name, row->pw_dir};
	return STATUS_OK;
}

static enum status start_program(struct findings *found, struct error *err)
{
	struct recorder *recorder = found->recorder;
	struct child_setup setup = CHILD_SETUP;
	struct child_user user;
	enum status status = STATUS_OK;
	if (recorder->options->as_caller) {
		status = find_caller(&user, err);
		setup.user = &user;
	}
	if (status)
		return status;
	setup.path = recorder->words[0];
	setup.words = found->words.items;
	setup.environ = found->environment.items;
	setup.waits = true;
	return child_start(&setup, &recorder->program, err);
}

/* Has a JVM that still runs publish the names of its code. */
static void name_java(const struct cli *cli, pid_t pid)
{
	char *file = chain_process_file(pid);
	bool java = file && runtime_is_java(runtime_of_program(NULL, file));
	if (java && !runtime_write_java_map(file, pid))
		cli_warn(cli,
		         "the Java functions of process %ld have no names: jcmd %ld "
		         "Compiler.perfmap fails (it needs JDK 17, and the user of that process)",
		         (long)pid, (long)pid);
	free(file);
}

/* The same of all that was recorded. */
static void name_all_java(const struct recorder *recorder)
{
	const struct flame_options *options = recorder->options;
	if (recorder->outcome.end == RECORDING_ABORTED)
		return;
	for (size_t i = 0; i < options->processes.count; i++)
		name_java(recorder->cli, options->pids[i]);
	if (recorder->program.pid && !recorder->program.ended)
		name_java(recorder->cli, recorder->program.pid);
}

/* --- progress --------------------------------------------------------------------------------- */

static void show_progress(void *context, double seconds, uint64_t samples, uint64_t lost)
{
	(void)context;
	fprintf(stderr, "\r%.0f s, %llu samples", seconds, (unsigned long long)samples);
	if (lost)
		fprintf(stderr, ", %llu lost", (unsigned long long)lost);
	fprintf(stderr, "; Ctrl-C ends the recording \b");
}

static void clear_progress(void)
{
	fprintf(stderr, "\r%*s\r", 78, "");
}

/* --- interface -------------------------------------------------------------------------------- */

/* Finds out how to record. */
static enum status find_out(struct findings *found, struct error *err)
{
	const struct flame_options *options = found->recorder->options;
	/* an event that says its own rate, as cpu-clock/freq=99/ does, keeps it */
	if (!options->event || options->frequency || !strchr(options->event, '='))
		snprintf(found->frequency, sizeof found->frequency, "%u",
		         options->frequency ? options->frequency : FLAME_FREQUENCY);
	enum status status = event_choose(&found->choice, err);
	return status ? status : chain_choose(&found->chains, &found->choice, err);
}

/* Records in the same way as another recorder. */
static enum status take_over(struct findings *found, const struct recorder *like, struct error *err)
{
	const struct findings *other = like->found;
	char *event = strdup(other->choice.event);
	if (!event)
		return error_no_memory(err);
	found->choice = other->choice;
	found->choice.event = event;
	found->chains.graph = other->chains.graph;
	memcpy(found->frequency, other->frequency, sizeof found->frequency);
	return STATUS_OK;
}

/* What perf samples: the event, or context switches and with --wall samples too, at a rate of their
 * own, because -F would be that of the switches. */
static size_t choose_events(struct findings *found, const char *events[EVENTS_MAX])
{
	const struct recorder *recorder = found->recorder;
	size_t count = 0;
	if (!recorder->switches) {
		events[count++] = found->choice.event;
		return count;
	}
	events[count++] = "sched:sched_switch";
	events[count++] = "sched:sched_waking";
	if (recorder->wall) {
		snprintf(found->timed, sizeof found->timed, "%s/freq=%s/", found->choice.event,
		         found->frequency);
		events[count++] = strchr(found->choice.event, '/') ? found->choice.event
		                                                   : found->timed;
	}
	return count;
}

/* Pages of perf's buffers: stack dumps, and the switches of a busy system, would pass the usual
 * ones. Root may have them as large as it likes; for others the largest that can be mapped. */
static const char *choose_buffers(const struct findings *found)
{
	static const char *const sizes[] = {"2048", "1024", "512", "256"};
	const char *mode = found->chains.graph.mode;
	const bool dumps = mode && strncmp(mode, "dwarf", strlen("dwarf")) == 0;
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);
	if (!dumps && !found->recorder->switches)
		return NULL;
	for (size_t i = !found->recorder->switches; i < sizeof sizes / sizeof *sizes; i++)
		if (found->choice.here.locks_memory ||
		    probe_buffers(strtoul(sizes[i], NULL, 10) * page, (unsigned)processors) == 0)
			return sizes[i];
	return NULL;
}

static enum status record(struct findings *found, const char *file, struct error *err)
{
	struct recorder *recorder = found->recorder;
	const struct flame_options *options = recorder->options;
	const struct cli *cli = recorder->cli;
	/* a program's own output would be mixed with it */
	const bool shows = !recorder->words && !cli->quiet && isatty(STDERR_FILENO);
	const char *events[EVENTS_MAX];
	struct record_plan plan = {
		.output = file,
		.events = events,
		.event_count = choose_events(found, events),
		.frequency = *found->frequency && !recorder->switches ? found->frequency : NULL,
		.call_graph = found->chains.graph.mode,
		.buffers = choose_buffers(found),
		.whole_system = found->choice.whole_system,
		.pids = options->pids,
		.pid_count = recorder->switches ? 0 : options->processes.count,
		.cgroup = options->cgroup,
		.no_children = options->no_children,
		.extra = (const char *const *)options->extra.items,
		.extra_count = options->extra.count,
	};
	const struct recording recording = {
		.perf = found->perf,
		.plan = &plan,
		.program = recorder->words ? &recorder->program : NULL,
		.program_name = recorder->words ? recorder->words[0] : NULL,
		.seconds = options->seconds,
		.delay = options->delay,
		.progress = shows ? show_progress : NULL,
	};
	enum status status = recording_run(&recording, &recorder->outcome, err);
	if (shows)
		clear_progress();
	return status;
}

enum status recorder_prepare(struct recorder *recorder, const struct recorder *like,
                             struct error *err)
{
	struct perf_places places = perf_usual_places;
	places.path = loaded_program_folders();
	recorder->program = CHILD_NONE;
	struct findings *found = recorder->found = calloc(1, sizeof *found);
	if (!found)
		return error_no_memory(err);
	found->recorder = recorder;
	found->choice = (struct event_choice){
		.cli = recorder->cli,
		.options = recorder->options,
		.switches = recorder->switches,
		.wall = recorder->wall,
	};
	found->chains = (struct chain_choice){
		.options = recorder->options,
		.called = recorder->words ? recorder->words[0] : NULL,
		.other_called = recorder->other,
	};
	enum status status = perf_find(&places, "/etc/os-release", &found->perf, err);
	if (!status)
		chain_find_programs(&found->chains);
	if (!status && recorder->words && !found->chains.program.file)
		status = error_set(err, STATUS_FAILED,
		                   "%s: there is no such program, and no file to be drawn",
		                   recorder->words[0]);
	if (!status)
		status = like ? take_over(found, like, err) : find_out(found, err);
	if (!status && !like)
		say_how(found);
	recorder->times_program = found->choice.times_program;
	if (!status && recorder->words)
		status = prepare_program(found, err);
	return status;
}

struct recorder_way recorder_way(const struct recorder *recorder)
{
	const struct findings *found = recorder->found;
	const char *mode = found->chains.graph.mode;
	return (struct recorder_way){
		.event = found->choice.event,
		.frequency = found->frequency,
		.call_graph = mode ? mode : "none",
	};
}

enum status recorder_run(struct recorder *recorder, struct results *results, struct error *err)
{
	recording_outcome_free(&recorder->outcome);
	recorder->outcome = (struct recording_outcome){0};
	recorder->program = CHILD_NONE;
	enum status status = results_begin(results, err);
	if (!status && recorder->words)
		status = start_program(recorder->found, err);
	if (!status)
		status = record(recorder->found, results->recording, err);
	if (!status)
		name_all_java(recorder);
	if (status && recorder->program.pid && !recorder->program.ended)
		child_cancel(&recorder->program);
	return status;
}

enum status recorder_family(const struct recorder *recorder, const char *path,
                            struct family *family, struct error *err)
{
	const struct flame_options *options = recorder->options;
	const size_t most = options->processes.count + 1;
	if (!recorder->words && !options->processes.count)
		return STATUS_OK;
	family->pids = malloc(most * sizeof *family->pids);
	if (!family->pids)
		return error_no_memory(err);
	family->capacity = most;
	if (recorder->words)
		family->pids[family->count++] = (uint32_t)recorder->program.pid;
	for (size_t i = 0; i < options->processes.count; i++)
		family->pids[family->count++] = (uint32_t)options->pids[i];
	if (options->no_children)
		return STATUS_OK;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_set(err, STATUS_FATAL, "%s: %s", path, strerror(errno));
	enum status status = family_find(family, fd, err);
	close(fd);
	return status;
}

void recorder_report(const struct recorder *recorder)
{
	const struct cli *cli = recorder->cli;
	const struct recording_outcome *outcome = &recorder->outcome;
	const struct child *program = &recorder->program;
	if (outcome->end == RECORDING_BROKE_OFF)
		cli_warn(cli, "perf ended before the recording was to end%s%s",
		         outcome->messages.size > 1 ? ": " : "",
		         outcome->messages.size > 1 ? outcome->messages.data : "");
	if (outcome->messages.size)
		cli_note(cli, "perf: %s", outcome->messages.data);
	if (!recorder->words)
		return;
	const char *name = recorder->words[0];
	if (program->ended && WIFSIGNALED(program->status))
		cli_warn(cli, "%s was ended by signal %d (%s)", name, WTERMSIG(program->status),
		         strsignal(WTERMSIG(program->status)));
	if (program->ended && outcome->children.size && !outcome->children.failed)
		cli_warn(cli,
		         "%s has ended, but processes that it started still run: %s; flame -p PID "
		         "records one",
		         name, outcome->children.data);
}

void recorder_free(struct recorder *recorder)
{
	recording_outcome_free(&recorder->outcome);
	findings_free(recorder->found);
	recorder->found = NULL;
}
