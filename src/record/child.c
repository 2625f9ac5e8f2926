/* Programs are started by fork: posix_spawn cannot delay a program until perf records it, end it
 * with this process, or run it as another user. There is only one thread at that time. */
#include "record/child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_STARTED = 127, RUN_TEXT_MAX = 1 << 16 };

/* --- in the new process ----------------------------------------------------------------------- */

/* Sets the variables that login sets, because programs keep their settings and caches in the home
 * folder. */
static void settle(const struct child_user *user)
{
	setenv("HOME", user->home, 1);
	setenv("USER", user->name, 1);
	setenv("LOGNAME", user->name, 1);
}

static bool become(const struct child_user *user)
{
	return initgroups(user->name, user->gid) == 0 && setgid(user->gid) == 0 &&
	       setuid(user->uid) == 0;
}

/* Unblocks signals, and restores the default for those that this process handles. Signals that were
 * ignored before, as with nohup, stay ignored. perf and helpers do not ignore SIGINT, which ends
 * them, even if this process runs in the background of a script. */
static void restore_signals(const struct child_setup *setup)
{
	sigset_t none;
	for (int number = 1; number < NSIG; number++) {
		struct sigaction action;
		if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN &&
		    action.sa_handler != SIG_DFL)
			signal(number, SIG_DFL);
	}
	signal(SIGXFSZ, SIG_DFL); /* this process ignores it */
	if (setup->ends_with_us)
		signal(SIGINT, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool take_descriptors(const struct child_setup *setup)
{
	for (int i = 0; i < 3; i++)
		if (setup->streams[i] >= 0 && dup2(setup->streams[i], i) < 0)
			return false;
	for (int i = 0; i < 2; i++)
		if (setup->kept[i] >= 0 && fcntl(setup->kept[i], F_SETFD, 0) < 0)
			return false;
	return true;
}

/* Waits for the parent process. Returns 1: the program may begin; 0: it must not; -1 with errno:
 * reading failed. */
static ssize_t may_begin(int gate)
{
	char byte;
	ssize_t got;
	while ((got = read(gate, &byte, 1)) < 0 && errno == EINTR)
		;
	return got;
}

_Noreturn static void run(const struct child_setup *setup, pid_t parent, int gate, int failure)
{
	if (setup->own_group)
		setpgid(0, 0);
	if (setup->ends_with_us) {
		prctl(PR_SET_PDEATHSIG, SIGINT);
		if (getppid() != parent)
			_exit(NOT_STARTED);
	}
	bool ready = take_descriptors(setup) && (!setup->user || become(setup->user));
	int why = errno;
	ssize_t begins = gate >= 0 ? may_begin(gate) : 1;
	if (begins == 0)
		_exit(NOT_STARTED);
	if (begins < 0)
		why = errno;
	if (ready && begins > 0) {
		restore_signals(setup);
		if (setup->environ)
			environ = (char **)setup->environ;
		if (setup->user)
			settle(setup->user);
		execvp(setup->path, setup->words);
		why = errno;
	}
	ssize_t ignored = write(failure, &why, sizeof why);
	(void)ignored;
	_exit(NOT_STARTED);
}

/* --- in this process -------------------------------------------------------------------------- */

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static enum status cannot_start(const char *name, int why, struct error *err)
{
	const char *hint = why == ENOENT ? ": it, or its interpreter, is missing" : "";
	return error_set(err, STATUS_FAILED, "%s cannot be started: %s%s", name, strerror(why),
	                 hint);
}

/* Reads why the program could not begin; the pipe ends without data when it has begun. */
static enum status check_started(struct child *process, const char *name, struct error *err)
{
	int why = 0;
	ssize_t got;
	while ((got = read(process->failure, &why, sizeof why)) < 0 && errno == EINTR)
		;
	close_if_open(&process->failure);
	if (got != sizeof why)
		return STATUS_OK;
	child_wait(process);
	return cannot_start(name, why, err);
}

enum status child_start(const struct child_setup *setup, struct child *process, struct error *err)
{
	int failure[2], gate[2] = {-1, -1};
	*process = CHILD_NONE;
	if (pipe2(failure, O_CLOEXEC) < 0)
		return cannot_start(setup->path, errno, err);
	if (setup->waits && pipe2(gate, O_CLOEXEC) < 0) {
		int why = errno;
		close(failure[0]);
		close(failure[1]);
		return cannot_start(setup->path, why, err);
	}
	const pid_t parent = getpid();
	pid_t pid = fork();
	int why = errno;
	if (pid == 0) {
		close_if_open(&gate[1]);
		close(failure[0]);
		run(setup, parent, gate[0], failure[1]);
	}
	close(failure[1]);
	close_if_open(&gate[0]);
	process->failure = failure[0];
	process->gate = gate[1];
	if (pid < 0) {
		close_if_open(&process->failure);
		close_if_open(&process->gate);
		return cannot_start(setup->path, why, err);
	}
	if (setup->own_group)
		setpgid(pid, pid);
	process->pid = pid;
	return setup->waits ? STATUS_OK : check_started(process, setup->path, err);
}

enum status child_release(struct child *process, const char *name, struct error *err)
{
	ssize_t written = write(process->gate, "", 1);
	int why = errno;
	close_if_open(&process->gate);
	if (written < 0 && why != EPIPE) /* EPIPE: it has ended, which is detected below */
		return cannot_start(name, why, err);
	return check_started(process, name, err);
}

void child_cancel(struct child *process)
{
	if (!process->pid)
		return;
	close_if_open(&process->gate);
	close_if_open(&process->failure);
	child_wait(process);
	*process = CHILD_NONE;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

void child_note_end(struct child *process, int status, const struct rusage *usage)
{
	process->ended = true;
	process->status = status;
	process->seconds = seconds_of(&usage->ru_utime) + seconds_of(&usage->ru_stime);
}

static void wait_for(struct child *process, int flags)
{
	struct rusage usage = {.ru_maxrss = 0};
	int status;
	pid_t got;
	if (!process->pid || process->ended)
		return;
	while ((got = wait4(process->pid, &status, flags, &usage)) < 0 && errno == EINTR)
		;
	if (got != 0)
		child_note_end(process, got < 0 ? NOT_STARTED << 8 : status, &usage);
}

bool child_has_ended(struct child *process)
{
	wait_for(process, WNOHANG);
	return process->ended;
}

void child_wait(struct child *process)
{
	wait_for(process, 0);
}

int child_exit_code(const struct child *process)
{
	return WIFSIGNALED(process->status) ? 128 + WTERMSIG(process->status)
	                                    : WEXITSTATUS(process->status);
}

int child_run(const char *path, char *const *words, bool errors, struct buffer *text)
{
	int output[2];
	struct child_setup setup = CHILD_SETUP;
	struct child process;
	struct error ignored;
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nothing < 0 || pipe2(output, O_CLOEXEC) < 0) {
		close_if_open(&nothing);
		return -1;
	}
	setup.path = path;
	setup.words = words;
	setup.streams[0] = nothing;
	setup.streams[1] = output[1];
	setup.streams[2] = errors ? output[1] : nothing;
	setup.own_group = setup.ends_with_us = true;
	enum status status = child_start(&setup, &process, &ignored);
	close(output[1]);
	close(nothing);
	char bytes[4096];
	ssize_t got;
	while (!status &&
	       ((got = read(output[0], bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)))
		if (text && got > 0 && text->size < RUN_TEXT_MAX)
			buffer_append(text, bytes, (size_t)got);
	close(output[0]);
	if (status)
		return -1;
	child_wait(&process);
	return child_exit_code(&process);
}
