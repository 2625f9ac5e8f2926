/* chop: gives a tool damaged files again and again and checks that it ends decently.
 *
 *     chop TOOL <JOBS
 *
 * TOOL is one of tests/hooked/. A job is a line of fields, between them tabs:
 *
 *     NAME       of the test; several jobs side by side that have the same name are one test
 *     STATUS     may be the status too, beside 0 and 1
 *     STDIN      the tool's standard input
 *     FOLDER     where it runs
 *     ARGUMENTS  a file with its arguments, one a line: see serve.c
 *     FROM       a file
 *     FILE       becomes FROM with its bytes cut at some place, or with some of them flipped, anew
 * for every run; the same damage every time. At the end FILE is as FROM is.
 *
 * What the tool writes is thrown away. It must end within 20 seconds. Prints "ok NAME", or "not ok
 * NAME" and in the next lines what happened. */
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

enum field { NAME, STATUS, STDIN, FOLDER, ARGUMENTS, FROM, TO, FIELDS };

static const char *job[FIELDS];
static FILE *orders_to, *answers_from; /* the tool's: see serve.c */

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

/* The first bytes of a file, valid until the next call. */
static const unsigned char *read_file(const char *path, size_t *size)
{
	static unsigned char bytes[SIZE_MAX_KEPT];
	FILE *file = fopen(path, "rb");

	if (file == NULL)
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

/* FILE becomes as FROM is, whole. */
static void restore(void)
{
	static char bytes[1 << 16];
	size_t got;

	remove(job[TO]);
	FILE *from = fopen(job[FROM], "rb"), *to = fopen(job[TO], "wb");
	if (from == NULL || to == NULL)
		die(job[TO]);
	while ((got = fread(bytes, 1, sizeof bytes, from)) > 0)
		fwrite(bytes, 1, got, to);
	if (ferror(from) || ferror(to) || fclose(to) != 0)
		die(job[TO]);
	fclose(from);
}

/* Starts the tool as a server of tests/serve.c, which waits for orders. */
static void start(const char *tool)
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
		execl(tool, tool, (char *)NULL);
		die(tool);
	}
	signal(SIGPIPE, SIG_IGN);
	close(orders[0]);
	close(answers[1]);
	orders_to = fdopen(orders[1], "w");
	answers_from = fdopen(answers[0], "r");
	if (orders_to == NULL || answers_from == NULL)
		die("fdopen");
}

/* Runs the tool; writes to wrong what happened if it did not end decently, and returns false. */
static bool run(FILE *wrong, const char *damage, size_t place)
{
	char answer[32];

	fprintf(orders_to, "5%c<%s%c>/dev/null%c!/dev/null%c@%s%c%%%s%c", 0, job[STDIN], 0, 0, 0,
	        job[FOLDER], 0, job[ARGUMENTS], 0);
	if (fflush(orders_to) != 0 || fgets(answer, sizeof answer, answers_from) == NULL)
		die("the tool does not serve");
	int status = atoi(answer);
	if (status == 0 || status == 1 || status == atoi(job[STATUS]))
		return true;
	if (status == 128 + SIGALRM)
		fprintf(wrong, "# %s %zu: did not end in %d s\n", damage, place, SECONDS);
	else if (status > 128)
		fprintf(wrong, "# %s %zu: signal %d (%s)\n", damage, place, status - 128,
		        strsignal(status - 128));
	else
		fprintf(wrong, "# %s %zu: status %d\n", damage, place, status);
	fprintf(wrong, "# (damage to %s)\n", job[FROM]);
	return false;
}

/* Both return false when a run failed. */
static bool cut(FILE *wrong, const unsigned char *bytes, size_t size)
{
	uint32_t random = 2463534242u;

	for (size_t i = 0; i < CUTS; i++) {
		size_t keep = i == 0 ? size - 1 : next_random(&random) % size;
		write_file(job[TO], bytes, keep);
		if (!run(wrong, "cut after byte", keep))
			return false;
	}
	return true;
}

static bool flip(FILE *wrong, const unsigned char *bytes, size_t size)
{
	static unsigned char copy[SIZE_MAX_KEPT];
	uint32_t random = 88675123u;

	for (size_t i = 0; i < FLIPS; i++) {
		memcpy(copy, bytes, size);
		for (size_t flips = 0; flips <= size / 256; flips++)
			copy[next_random(&random) % size] ^=
				(unsigned char)(1 + next_random(&random) % 255);
		write_file(job[TO], copy, size);
		if (!run(wrong, "bytes flipped, round", i))
			return false;
	}
	return true;
}

static void work(FILE *wrong)
{
	size_t size;
	const unsigned char *bytes = read_file(job[FROM], &size);

	if (size > 0 && cut(wrong, bytes, size))
		flip(wrong, bytes, size);
	restore();
}

/* Takes a line apart; false if it is no job. */
static bool take_job(char *line)
{
	for (size_t i = 0; i < FIELDS; i++) {
		job[i] = strsep(&line, i + 1 < FIELDS ? "\t" : "\n");
		if (job[i] == NULL || *job[i] == '\0')
			return false;
	}
	return true;
}

/* The verdict on a test whose jobs are done. */
static void judge(const char *name, FILE **wrong, char **text)
{
	if (fclose(*wrong) != 0)
		die("memory");
	printf("%sok %s\n%s", **text ? "not " : "", name, *text);
	free(*text);
	*wrong = NULL;
}

int main(int argc, char **argv)
{
	char name[256] = "", *line = NULL, *text = NULL;
	FILE *wrong = NULL;
	size_t room = 0, size;

	if (argc != 2) {
		fprintf(stderr, "usage: chop TOOL <JOBS\n");
		return 2;
	}
	start(argv[1]);
	while (getline(&line, &room, stdin) >= 0) {
		if (!take_job(line)) {
			fprintf(stderr, "chop: not a job: %s\n", line);
			return 2;
		}
		if (wrong && strcmp(name, job[NAME]) != 0)
			judge(name, &wrong, &text);
		if (!wrong) {
			snprintf(name, sizeof name, "%s", job[NAME]);
			wrong = open_memstream(&text, &size);
			if (wrong == NULL)
				die("memory");
		}
		work(wrong);
	}
	if (wrong)
		judge(name, &wrong, &text);
	free(line);
	fclose(orders_to);
	wait(NULL);
	return 0;
}
