/* chop: runs a command again and again on a damaged file and checks that it ends decently.
 *
 *     chop [-i STDIN] [-s STATUS] FILE COMMAND [ARGUMENT]...
 *
 * FILE is overwritten before every run with its first bytes cut at some place, or with some of its
 * bytes flipped; the same damage every time. COMMAND, a tool of tests/hooked/, reads STDIN
 * (default: nothing) and its output is thrown away. It must end within 20 seconds with status 0, 1
 * or STATUS. Otherwise chop prints what happened, leaves FILE as it was in that run, and ends with
 * status 1. */
#include <errno.h>
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
static FILE *orders_to, *answers_from;       /* the command's: see serve.c */

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

/* Makes a new file: ext4 writes what replaces the contents of an old one to the disk at once. */
static void write_file(const char *path, const unsigned char *bytes, size_t size)
{
	remove(path);
	FILE *file = fopen(path, "wb");

	if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		die(path);
}

/* Starts the command as a server of tests/serve.c, which waits for orders. */
static void start(char **command)
{
	int orders[2], answers[2];
	char text[64];

	if (pipe(orders) != 0 || pipe(answers) != 0)
		die("pipe");
	snprintf(text, sizeof text, "%d %d", orders[0], answers[1]);
	setenv("STACKFOLD_SERVE", text, 1);
	snprintf(text, sizeof text, "%d", SECONDS);
	setenv("STACKFOLD_LIMIT", text, 1);
	pid_t pid = fork();
	if (pid < 0)
		die("fork");
	if (pid == 0) {
		close(orders[1]);
		close(answers[0]);
		execvp(command[0], command);
		die(command[0]);
	}
	signal(SIGPIPE, SIG_IGN);
	close(orders[0]);
	close(answers[1]);
	orders_to = fdopen(orders[1], "w");
	answers_from = fdopen(answers[0], "r");
	if (orders_to == NULL || answers_from == NULL)
		die("fdopen");
}

/* Runs the command; false, having said why, when it did not end decently. */
static bool run(const char *damage, size_t place)
{
	char answer[32];

	fprintf(orders_to, "3%c<%s%c>/dev/null%c!/dev/null%c", 0, input_path, 0, 0, 0);
	if (fflush(orders_to) != 0 || fgets(answer, sizeof answer, answers_from) == NULL)
		die("the tool does not serve");
	int status = atoi(answer);
	if (status == 0 || status == 1 || status == status_allowed)
		return true;
	if (status == 128 + SIGALRM)
		printf("%s %zu: did not end in %d s\n", damage, place, SECONDS);
	else if (status > 128)
		printf("%s %zu: signal %d (%s)\n", damage, place, status - 128,
		       strsignal(status - 128));
	else
		printf("%s %zu: status %d\n", damage, place, status);
	return false;
}

/* Both return false when a run failed. */
static bool cut(const char *path, const unsigned char *bytes, size_t size)
{
	uint32_t random = 2463534242u;

	for (size_t i = 0; i < CUTS; i++) {
		size_t keep = i == 0 ? size - 1 : next_random(&random) % size;
		write_file(path, bytes, keep);
		if (!run("cut after byte", keep))
			return false;
	}
	return true;
}

static bool flip(const char *path, const unsigned char *bytes, size_t size)
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
		good = run("bytes flipped, round", i);
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
	size_t size;
	unsigned char *bytes = read_file(path, &size);

	bool good = true;

	if (size > 0) {
		start(argv + optind + 1);
		good = cut(path, bytes, size) && flip(path, bytes, size);
		fclose(orders_to);
		wait(NULL);
	}

	free(bytes);
	return good ? 0 : 1;
}
