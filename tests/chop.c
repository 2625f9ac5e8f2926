/* chop: runs a command again and again on a damaged file and checks that it ends decently.
 *
 *     chop [-i STDIN] [-s STATUS] FILE COMMAND [ARGUMENT]...
 *
 * FILE is overwritten before every run with its first bytes cut at some place, or with some of its
 * bytes flipped; the same damage every time. COMMAND reads STDIN (default: nothing) and its output
 * is thrown away. It must end within 20 seconds with status 0, 1 or STATUS. Otherwise chop prints
 * what happened, leaves FILE as it was in that run, and ends with status 1. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	CUTS = 6,
	FLIPS = 6,
	SECONDS = 20,
	SIZE_MAX_KEPT = 1 << 18, /* of larger inputs only this much is used */
};

static const char *input_path = "/dev/null"; /* -i */
static int status_allowed = 1;               /* -s */

static void die(const char *what)
{
	fprintf(stderr, "chop: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* Marsaglia's xorshift: the same numbers on every machine. */
static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static unsigned char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	unsigned char *bytes = malloc(SIZE_MAX_KEPT);

	if (file == NULL || bytes == NULL)
		die(path);
	*size = fread(bytes, 1, SIZE_MAX_KEPT, file);
	if (ferror(file))
		die(path);
	fclose(file);
	return bytes;
}

static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		die(path);
}

/* In the child: never returns. */
static void become(char **command)
{
	int in = open(input_path, O_RDONLY);
	int out = open("/dev/null", O_WRONLY);

	if (in < 0 || out < 0)
		die(input_path);
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	alarm(SECONDS); /* outlives exec */
	execvp(command[0], command);
	_exit(127);
}

/* Runs the command; false, having said why, when it did not end decently. */
static bool run(char **command, const char *damage, size_t place)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0)
		become(command);
	if (waitpid(pid, &status, 0) < 0)
		die("waitpid");
	if (WIFEXITED(status)) {
		int code = WEXITSTATUS(status);
		if (code == 0 || code == 1 || code == status_allowed)
			return true;
		printf("%s %zu: status %d\n", damage, place, code);
	} else if (WTERMSIG(status) == SIGALRM) {
		printf("%s %zu: did not end in %d s\n", damage, place, SECONDS);
	} else {
		printf("%s %zu: signal %d (%s)\n", damage, place, WTERMSIG(status),
		       strsignal(WTERMSIG(status)));
	}
	return false;
}

/* Both return false when a run failed. */
static bool cut(const char *path, const unsigned char *bytes, size_t size, char **command)
{
	uint32_t random = 2463534242u;

	for (size_t i = 0; i < CUTS; i++) {
		size_t keep = i == 0 ? size - 1 : next_random(&random) % size;
		write_file(path, bytes, keep);
		if (!run(command, "cut behind byte", keep))
			return false;
	}
	return true;
}

static bool flip(const char *path, const unsigned char *bytes, size_t size, char **command)
{
	unsigned char *copy = malloc(size);
	uint32_t random = 88675123u;
	bool good = true;

	if (copy == NULL)
		die("malloc");
	for (size_t i = 0; i < FLIPS && good; i++) {
		memcpy(copy, bytes, size);
		for (size_t flips = 0; flips <= size / 256; flips++)
			copy[next_random(&random) % size] ^=
				(unsigned char)(1 + next_random(&random) % 255);
		write_file(path, copy, size);
		good = run(command, "bytes flipped, round", i);
	}
	free(copy);
	return good;
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "+i:s:")) != -1) {
		if (option == 'i')
			input_path = optarg;
		else if (option == 's')
			status_allowed = atoi(optarg);
		else
			return 2;
	}
	if (argc - optind < 2) {
		fprintf(stderr, "usage: chop [-i STDIN] [-s STATUS] FILE COMMAND...\n");
		return 2;
	}
	const char *path = argv[optind];
	char **command = argv + optind + 1;
	size_t size;
	unsigned char *bytes = read_file(path, &size);
	bool good = size == 0 ||
	            (cut(path, bytes, size, command) && flip(path, bytes, size, command));

	free(bytes);
	return good ? 0 : 1;
}
