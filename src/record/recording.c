#include "record/recording.h"

#include "base/text.h"
#include "record/hindrance.h"
#include "record/progress.h"
#include "record/signal_queue.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SHOW_EVERY = 250,       /* milliseconds between calls of progress */
	MESSAGES_MAX = 1 << 16, /* bytes of perf's messages that are kept */
};

/* Seconds that an interrupted program has to end before the picture is drawn without waiting. */
static const double grace = 1;

enum stage {
	STARTING, /* perf did not answer the first command yet */
	DELAYED,  /* the program runs, but is not recorded yet */
	ENABLING, /* perf got the command to begin, after the delay */
	RECORDING,
	ENDING, /* perf got the signal to end */
	ENDED,
};

/* A recording in progress. */
struct run {
	const struct recording *recording;
	struct recording_outcome *outcome;
	struct child perf;
	struct signal_queue signals;
	int control, answers, messages; /* this end of the pipes to perf */
	int output;                     /* perf's file, for its progress; -1: it is not looked at */
	struct record_progress progress;
	enum stage stage;
	double deadline;  /* the end of the stage; INFINITY: no time is set */
	double began;     /* when recording began */
	bool interrupted; /* a signal that ends the recording has arrived */
	enum status status;
	struct error *err;
};

static double now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* --- commands to perf ------------------------------------------------------------------------- */

/* Ends the recording: without commands and answers, waiting for perf would never end. */
static void give_up_on_perf(struct run *run, int why)
{
	run->status = error_set(run->err, STATUS_FATAL, "the pipes to perf do not work: %s",
	                        strerror(why));
	kill(run->perf.pid, SIGKILL);
}

static void tell_perf(struct run *run, const char *command)
{
	if (write(run->control, command, strlen(command)) < 0 &&
	    errno != EPIPE) /* EPIPE: perf has ended, which is noticed elsewhere */
		give_up_on_perf(run, errno);
}

static void end_recording(struct run *run, enum recording_end why)
{
	if (run->stage >= ENDING)
		return;
	run->outcome->end = why;
	if (run->stage == RECORDING)
		run->outcome->seconds = now() - run->began;
	run->stage = ENDING;
	run->deadline = INFINITY;
	kill(run->perf.pid, SIGINT);
}

static bool program_runs(const struct run *run)
{
	const struct child *program = run->recording->program;
	return program && program->pid && !program->ended;
}

/* Ends the recording and its processes immediately. */
static void abort_recording(struct run *run)
{
	run->outcome->end = RECORDING_ABORTED;
	if (run->stage < ENDED)
		kill(run->perf.pid, SIGKILL);
	if (program_runs(run))
		kill(run->recording->program->pid, SIGTERM);
	run->stage = ENDED;
}

static void begin_recording(struct run *run)
{
	run->stage = RECORDING;
	run->began = now();
	run->deadline = run->recording->seconds > 0 ? run->began + run->recording->seconds
	                                            : INFINITY;
}

/* perf is ready: the program may begin. */
static void take_first_answer(struct run *run)
{
	const struct recording *recording = run->recording;
	if (recording->program) {
		run->status = child_release(recording->program, recording->program_name, run->err);
		if (run->status) {
			kill(run->perf.pid, SIGKILL);
			return;
		}
	}
	if (recording->delay <= 0) {
		begin_recording(run);
	} else {
		run->stage = DELAYED;
		run->deadline = now() + recording->delay;
	}
	if (recording->program && recording->program->ended) /* the program ended while it waited */
		end_recording(run, RECORDING_ENDED);
}

static void take_answer(struct run *run)
{
	char text[64];
	ssize_t got = read(run->answers, text, sizeof text);
	if (got < 0 && errno == EINTR)
		return;
	if (got < 0 && run->stage < RECORDING)
		give_up_on_perf(run, errno);
	if (got <= 0) {
		close_if_open(&run->answers); /* perf has ended, or is about to */
		return;
	}
	if (run->stage == STARTING)
		take_first_answer(run);
	else if (run->stage == ENABLING)
		begin_recording(run);
}

static void take_messages(struct run *run)
{
	char text[4096];
	ssize_t got = read(run->messages, text, sizeof text);
	if (got > 0 && run->outcome->messages.size < MESSAGES_MAX)
		buffer_append(&run->outcome->messages, text, (size_t)got);
	if (got == 0 || (got < 0 && errno != EINTR))
		close_if_open(&run->messages);
}

/* --- processes that end ----------------------------------------------------------------------- */

/* The name of a process, "?" if it has ended. */
static void append_process(struct buffer *text, long pid)
{
	char path[64], name[64] = "?";
	snprintf(path, sizeof path, "/proc/%ld/comm", pid);
	FILE *file = fopen(path, "re");
	if (file && fgets(name, sizeof name, file))
		name[strcspn(name, "\n")] = '\0';
	if (file)
		fclose(file);
	buffer_printf(text, "%s%s (%ld)", text->size ? ", " : "", name, pid);
}

/* Lists the processes that outlive the program; they are now children of this process. */
static void list_children(struct run *run)
{
	struct buffer *text = &run->outcome->children;
	char path[64];
	long pid;
	snprintf(path, sizeof path, "/proc/self/task/%ld/children", (long)getpid());
	FILE *file = fopen(path, "re");
	buffer_free(text);
	while (file && fscanf(file, "%ld", &pid) == 1)
		if (pid != run->perf.pid)
			append_process(text, pid);
	if (file)
		fclose(file);
	if (text->size)
		buffer_byte(text, '\0');
}

static void take_end_of_program(struct run *run)
{
	list_children(run);
	if (run->stage == RECORDING &&
	    (run->recording->seconds <= 0 || !run->outcome->children.size))
		end_recording(run, RECORDING_ENDED);
	else if (run->stage == DELAYED || run->stage == ENABLING)
		end_recording(run, RECORDING_ENDED);
}

static void take_end_of_perf(struct run *run)
{
	bool attached = !run->recording->program;
	if (run->stage == STARTING && !run->status)
		run->status = STATUS_FAILED; /* the message is made from perf's output */
	if (run->stage < ENDING) {
		bool well = WIFEXITED(run->perf.status) && WEXITSTATUS(run->perf.status) == 0;
		/* without a program, perf ends when all attached processes have ended; with one,
		 * the program's end may be noticed later */
		run->outcome->end = well || (!attached && !program_runs(run)) ? RECORDING_ENDED
		                                                              : RECORDING_BROKE_OFF;
		if (run->stage == RECORDING)
			run->outcome->seconds = now() - run->began;
	}
	run->stage = ENDED;
}

/* Collects all processes that have ended. */
static void reap(struct run *run)
{
	struct child *program = run->recording->program;
	bool perf = false, ended = false;
	struct rusage usage;
	int status;
	pid_t pid;
	while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
		perf |= pid == run->perf.pid;
		ended |= program && pid == program->pid;
		if (pid == run->perf.pid)
			child_note_end(&run->perf, status, &usage);
		else if (program && pid == program->pid)
			child_note_end(program, status, &usage);
	}
	if (ended)
		take_end_of_program(run);
	if (perf)
		take_end_of_perf(run);
}

/* --- signals ---------------------------------------------------------------------------------- */

/* Forwards to the program a signal that was sent only to this process. */
static void pass_on(const struct child *program, const struct queued_signal *taken)
{
	if (program && program->pid && !program->ended && program->gate < 0 &&
	    taken->sent_by_process)
		kill(program->pid, taken->number);
}

/* Whether a signal ends the recording, or is for the program to act on. */
static bool ends_recording(const struct run *run, int number)
{
	return number == SIGINT || !run->recording->program || run->stage == STARTING;
}

static void take_signal(struct run *run, const struct queued_signal *taken)
{
	if (taken->number == SIGCHLD) {
		reap(run);
		return;
	}
	pass_on(run->recording->program, taken);
	if (taken->number == SIGUSR1 || taken->number == SIGUSR2)
		return;
	run->outcome->signal = taken->number;
	if (run->interrupted || run->stage == STARTING)
		abort_recording(run);
	else if (ends_recording(run, taken->number))
		end_recording(run, RECORDING_INTERRUPTED);
	run->interrupted = true;
}

static void take_signals(struct run *run)
{
	struct queued_signal taken;
	while (signal_queue_take(&run->signals, &taken))
		take_signal(run, &taken);
}

/* --- time ------------------------------------------------------------------------------------- */

static void take_deadline(struct run *run)
{
	run->deadline = INFINITY;
	if (run->stage == DELAYED) {
		run->stage = ENABLING;
		tell_perf(run, "enable\n");
	} else if (run->stage == RECORDING) {
		end_recording(run, RECORDING_TIME_OVER);
	}
}

static void show_progress(struct run *run)
{
	if (run->output < 0 || run->stage != RECORDING)
		return;
	record_progress_look(&run->progress, run->output);
	run->recording->progress(run->recording->context, now() - run->began, run->progress.samples,
	                         run->progress.lost);
}

/* Milliseconds until the next deadline, -1: there is none. */
static int time_left(const struct run *run)
{
	double left = (run->deadline - now()) * 1000;
	if (run->output >= 0 && run->stage == RECORDING && left > SHOW_EVERY)
		return SHOW_EVERY;
	if (left > 1e9)
		return -1;
	return left > 0 ? (int)ceil(left) : 0;
}

/* Waits for one thing to happen, and acts on it. */
static void step(struct run *run)
{
	struct pollfd fds[] = {
		{.fd = run->signals.fd, .events = POLLIN},
		{.fd = run->answers, .events = POLLIN},
		{.fd = run->messages, .events = POLLIN},
	};
	int ready = poll(fds, sizeof fds / sizeof *fds, time_left(run));
	if (ready > 0 && fds[2].revents)
		take_messages(run);
	if (ready > 0 && fds[1].revents)
		take_answer(run);
	if (ready > 0 && fds[0].revents)
		take_signals(run);
	if (now() >= run->deadline)
		take_deadline(run);
	show_progress(run);
}

/* --- from start to end ------------------------------------------------------------------------ */

/* Starts perf with the pipes to it. */
static enum status start_perf(struct run *run)
{
	const struct recording *recording = run->recording;
	struct record_plan *plan = recording->plan;
	struct child_setup setup = CHILD_SETUP;
	struct word_list words = {0};
	int control[2] = {-1, -1}, answers[2] = {-1, -1}, messages[2] = {-1, -1};
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	enum status status = STATUS_OK;
	if (nothing < 0 || pipe2(control, O_CLOEXEC) < 0 || pipe2(answers, O_CLOEXEC) < 0 ||
	    pipe2(messages, O_CLOEXEC) < 0)
		status = error_set(run->err, STATUS_FATAL, "no pipe to perf: %s", strerror(errno));
	plan->control = setup.kept[0] = control[0];
	plan->answers = setup.kept[1] = answers[1];
	if (recording->program && !plan->whole_system) {
		plan->pids = &recording->program->pid;
		plan->pid_count = 1;
	}
	if (!status)
		status = record_arguments(plan, &words, run->err);
	setup.path = recording->perf;
	setup.words = words.items;
	setup.streams[0] = setup.streams[1] = nothing;
	setup.streams[2] = messages[1];
	setup.own_group = setup.ends_with_us = true;
	if (!status)
		status = child_start(&setup, &run->perf, run->err);
	words_free(&words);
	close_if_open(&nothing);
	close_if_open(&control[0]);
	close_if_open(&answers[1]);
	close_if_open(&messages[1]);
	run->control = control[1];
	run->answers = answers[0];
	run->messages = messages[0];
	return status;
}

/* The last informative line of perf's messages. */
static struct text last_message(const struct buffer *messages)
{
	struct text last = {"", 0};
	const char *at = messages->data,
		   *end = at ? at + messages->size - 1 : at; /* without the NUL */
	while (at < end) {
		struct text line = text_trim_end(text_skip_blanks(text_line(at, end, &at)));
		if (line.size && !text_begins(line, "[ perf record") &&
		    !text_begins(line, "Usage:") && !text_begins(line, "-") &&
		    !text_begins(line, "or:"))
			last = line;
	}
	return last;
}

/* The message for a perf that ended before it was ready. */
static enum status explain_perf(struct run *run)
{
	struct buffer *messages = &run->outcome->messages;
	if (run->err->text[0])
		return run->status;
	struct text line = last_message(messages);
	const char *help = messages->size ? hindrance_in_message(messages->data, &line) : NULL;
	if (WIFSIGNALED(run->perf.status))
		return error_set(run->err, STATUS_FAILED, "perf was ended by signal %d (%s)",
		                 WTERMSIG(run->perf.status), strsignal(WTERMSIG(run->perf.status)));
	return error_set(run->err, STATUS_FAILED,
	                 "perf ended before it recorded anything (exit status %d)%s%.*s%s%s",
	                 WEXITSTATUS(run->perf.status), line.size ? ": " : ", without a message",
	                 (int)(line.size < 300 ? line.size : 300), line.at, help ? ": " : "",
	                 help ? help : "");
}

/* Waits a moment for a program that also got Ctrl-C to end, so that its last output is before the
 * summary, and files that it writes at its end (perf maps) exist. */
static void wait_for_interrupted(struct run *run)
{
	double until = now() + grace;
	while (run->outcome->end == RECORDING_INTERRUPTED && program_runs(run) && now() < until) {
		struct pollfd fd = {.fd = run->signals.fd, .events = POLLIN};
		if (poll(&fd, 1, (int)((until - now()) * 1000) + 1) > 0)
			take_signals(run);
	}
}

/* Reads the messages that perf wrote before it ended. */
static void drain_messages(struct run *run)
{
	if (run->outcome->end == RECORDING_ABORTED)
		return; /* perf may still be running */
	while (run->messages >= 0)
		take_messages(run);
	buffer_byte(&run->outcome->messages, '\0');
}

static void record(struct run *run)
{
	tell_perf(run, run->recording->delay > 0 ? "disable\n" : "enable\n");
	while (run->stage != ENDED)
		step(run);
	drain_messages(run);
	if (run->status)
		run->status = explain_perf(run);
	else
		wait_for_interrupted(run);
}

enum status recording_run(const struct recording *recording, struct recording_outcome *outcome,
                          struct error *err)
{
	struct run run = {
		.recording = recording,
		.outcome = outcome,
		.perf = CHILD_NONE,
		.control = -1,
		.answers = -1,
		.messages = -1,
		.output = -1,
		.deadline = INFINITY,
		.err = err,
	};
	*outcome = (struct recording_outcome){.end = RECORDING_ENDED};
	enum status status = signal_queue_open(&run.signals, recording->program, err);
	if (status)
		return status;
	void (*pipes)(int) = signal(SIGPIPE, SIG_IGN); /* perf may end before it reads a command */
	if (recording->program)
		prctl(PR_SET_CHILD_SUBREAPER, 1); /* adopts processes that outlive the program */
	if (recording->progress)
		run.output = open(recording->plan->output, O_RDONLY | O_CLOEXEC);
	run.status = start_perf(&run);
	if (!run.status)
		record(&run);
	signal(SIGPIPE, pipes);
	close_if_open(&run.control);
	close_if_open(&run.answers);
	close_if_open(&run.messages);
	close_if_open(&run.output);
	signal_queue_close(&run.signals);
	return run.status;
}

void recording_outcome_free(struct recording_outcome *outcome)
{
	buffer_free(&outcome->children);
	buffer_free(&outcome->messages);
}

int recording_follow(struct child *program)
{
	struct signal_queue signals;
	struct queued_signal taken;
	struct error ignored;
	int given_up = 0, seen = 0;
	if (signal_queue_open(&signals, true, &ignored)) {
		child_wait(program);
		return 0;
	}
	while (!given_up && !child_has_ended(program)) {
		struct pollfd fd = {.fd = signals.fd, .events = POLLIN};
		poll(&fd, 1, -1);
		while (!given_up && signal_queue_take(&signals, &taken)) {
			pass_on(program, &taken);
			bool ends = taken.number != SIGCHLD && taken.number != SIGUSR1 &&
			            taken.number != SIGUSR2;
			if (ends && (taken.number == SIGINT || seen++))
				given_up = taken.number;
		}
	}
	if (given_up)
		kill(program->pid, SIGTERM);
	signal_queue_close(&signals);
	return given_up;
}
