/* terminal [-012] COMMAND [ARG]...: runs COMMAND in a session of its own with a pseudo-terminal, as
 * its standard input (-0), output (-1) and error (-2), and otherwise with those of this program.
 * What COMMAND writes to the terminal, and what the terminal echoes, goes to standard output. On
 * SIGUSR1 Ctrl-C is typed. The exit status is that of COMMAND, 128 and the number of the signal
 * that ended it, or 125 where no terminal is available. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { NO_TERMINAL = 125, NOT_RUN = 127, BY_SIGNAL = 128 };

static int terminal;

static void type_interrupt(int number)
{
	(void)number;
	if (write(terminal, "\003", 1) < 0)
		_exit(NO_TERMINAL);
}

/* Ctrl-C sends the signal and then throws away what the terminal has not shown yet, which may be
 * what the program wrote after the signal. */
static void keep_output(int own)
{
	struct termios settings;
	if (tcgetattr(own, &settings) == 0) {
		settings.c_lflag |= NOFLSH;
		tcsetattr(own, TCSANOW, &settings);
	}
}

static _Noreturn void run(char **words, const char *streams)
{
	const char *name = ptsname(terminal);
	setsid();
	int own = name ? open(name, O_RDWR) : -1;
	if (own < 0 || ioctl(own, TIOCSCTTY, 0) < 0)
		_exit(NO_TERMINAL);
	keep_output(own);
	for (; *streams; streams++)
		dup2(own, *streams - '0');
	close(terminal);
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		signal(ends[i], SIG_DFL); /* shells ignore some for commands in the background */
	execvp(*words, words);
	perror(*words);
	_exit(NOT_RUN);
}

/* Hands on what the terminal shows until its last user is gone. */
static void show(void)
{
	char text[4096];
	ssize_t size;
	while ((size = read(terminal, text, sizeof text)) > 0 || (size < 0 && errno == EINTR))
		for (ssize_t done = 0, n; done < size; done += n) {
			n = write(STDOUT_FILENO, text + done, (size_t)(size - done));
			if (n < 0 && errno != EINTR)
				return;
			n = n < 0 ? 0 : n;
		}
}

int main(int argc, char **argv)
{
	const char *streams = "";
	int first = 1;
	if (argc > 1 && argv[1][0] == '-') {
		streams = argv[1] + 1;
		first = 2;
	}
	if (first >= argc || streams[strspn(streams, "012")]) {
		fprintf(stderr, "usage: terminal [-012] COMMAND [ARG]...\n");
		return NO_TERMINAL;
	}
	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal < 0 || grantpt(terminal) < 0 || unlockpt(terminal) < 0)
		return NO_TERMINAL;
	struct sigaction action = {.sa_handler = type_interrupt, .sa_flags = SA_RESTART};
	sigaction(SIGUSR1, &action, NULL);
	pid_t child = fork();
	if (child == 0)
		run(argv + first, streams);
	if (child < 0)
		return NO_TERMINAL;
	show();
	int status;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return NO_TERMINAL;
	return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
