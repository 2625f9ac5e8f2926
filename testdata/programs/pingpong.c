/*
 * Two processes, "ping" and "pong", hand a byte to and fro through pipes, with a little work and a
 * little sleep between: context switches and wake-ups with known names.
 */
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile unsigned sink;

__attribute__((noinline)) static void work(unsigned turns)
{
	for (unsigned i = 0; i < turns; i++)
		sink += i;
}

__attribute__((noinline)) static int take(int from)
{
	char byte;

	return read(from, &byte, 1) == 1;
}

__attribute__((noinline)) static int give(int to)
{
	return write(to, "x", 1) == 1;
}

static void play(const char *name, int from, int to, int rounds)
{
	prctl(PR_SET_NAME, name);
	while (rounds-- > 0 && take(from)) {
		work(20000);
		usleep(200);
		if (!give(to))
			break;
	}
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20, there[2], back[2];
	pid_t child;

	if (pipe(there) != 0 || pipe(back) != 0 || (child = fork()) < 0)
		return 1;
	if (child == 0) {
		play("pong", there[0], back[1], rounds);
		_exit(0);
	}
	if (!give(there[1]))
		return 1;
	play("ping", back[0], there[1], rounds);
	waitpid(child, NULL, 0);
	return 0;
}
