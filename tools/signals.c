#include "signals.h"

#include "exit_code.h"

#include "base/input.h"
#include "base/output.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *tool_name = ""; /* named in messages */

/* The next SIGINT does not end the process. */
static atomic_bool reads_to_end;

/* An additional function to call before a signal ends the tool; NULL: none. */
static void (*last_act)(void);

/* The message for that case; "": none. */
static char announcement[128];

static void end_by_signal(int number)
{
	output_remove_temporaries();
	if (last_act)
		last_act();
	signal(number, SIG_DFL);
	raise(number); /* this ends the process */
}

static void interrupt(int number)
{
	int failure = errno;
	if (!atomic_exchange(&reads_to_end, false))
		end_by_signal(number);
	ssize_t ignored = write(STDERR_FILENO, announcement, strlen(announcement));
	(void)ignored;
	errno = failure;
}

/* Writes a text, with only calls that a signal handler may make; control bytes become '?'. */
static void say_in_handler(const char *text)
{
	char line[512];
	size_t size = 0;
	for (; text[size] && size < sizeof line; size++) {
		unsigned char c = (unsigned char)text[size];
		line[size] = c < 0x20 || c == 0x7f ? '?' : (char)c;
	}
	ssize_t ignored = write(STDERR_FILENO, line, size);
	(void)ignored;
}

/* Handles a mapped file that has been truncated. */
static void end_by_bus_error(int number, siginfo_t *info, void *context)
{
	(void)number, (void)context;
	const char *name = input_mapped_at(info->si_addr);
	output_remove_temporaries();
	say_in_handler(tool_name);
	say_in_handler(": ");
	say_in_handler(name ? name : "a file");
	say_in_handler(": was truncated or became unreadable while it was read: start again");
	ssize_t ignored = write(STDERR_FILENO, "\n", 1);
	(void)ignored;
	_exit(EXIT_INPUT);
}

static void watch(int number, void (*handler)(int))
{
	struct sigaction now;
	if (sigaction(number, NULL, &now) != 0 || now.sa_handler != SIG_DFL)
		return; /* ignored, as with nohup, or used by a profiler */
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NODEFER | SA_RESTART};
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

/* All signals that end a process from outside. Signals of defects are not included, because they
 * leave a core. SIGXFSZ is ignored: then a write fails with EFBIG, which is reported like other
 * failures. */
void signals_watch(const char *tool)
{
	static const int numbers[] = {SIGTERM, SIGHUP,  SIGPIPE, SIGXCPU,   SIGQUIT, SIGABRT,
	                              SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF};
	tool_name = tool;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		watch(numbers[i], end_by_signal);
	watch(SIGINT, interrupt);
	signal(SIGXFSZ, SIG_IGN);
	struct sigaction gone = {.sa_sigaction = end_by_bus_error, .sa_flags = SA_SIGINFO};
	sigemptyset(&gone.sa_mask);
	sigaction(SIGBUS, &gone, NULL);
}

void signals_before_end(void (*act)(void))
{
	last_act = act;
}

void signals_read_to_end(bool announce)
{
	struct stat info;
	*announcement = '\0';
	if (announce && isatty(STDERR_FILENO))
		snprintf(announcement, sizeof announcement,
		         "\n%s: reading to the end; press Ctrl-C again to stop\n", tool_name);
	atomic_store(&reads_to_end, fstat(STDIN_FILENO, &info) == 0 &&
	                                    (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode)));
}

void signals_end_reading(void)
{
	atomic_store(&reads_to_end, false);
}
