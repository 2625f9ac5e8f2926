/* measure: runs a command several times and prints what it took.
 *
 *     measure RUNS COMMAND [ARGUMENT]...
 *
 * One run more, not counted, comes first; with RUNS "once" there is no other. Output goes to
 * /dev/null. Prints one line: the median, least and most seconds of wall time, the median of
 * processor seconds, the peak memory in kB (the largest of any one process) and the highest exit
 * status.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { RUNS_MAX = 1000 };

struct run {
	double wall, processor;
	long peak_kb;
	int status;
};

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct run run_once(char **command)
{
	struct run run = {0};
	struct rusage usage;
	int status;
	double start = now();
	pid_t child = fork();
	if (child < 0) {
		perror("measure: fork");
		exit(1);
	}
	if (child == 0) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, STDOUT_FILENO);
		execvp(command[0], command);
		fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	while (wait4(child, &status, 0, &usage) < 0)
		if (errno != EINTR) {
			perror("measure: wait4");
			exit(1);
		}
	run.wall = now() - start;
	run.processor = seconds(usage.ru_utime) + seconds(usage.ru_stime);
	run.peak_kb = usage.ru_maxrss;
	run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return run;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	bool once = argc > 2 && strcmp(argv[1], "once") == 0;
	int runs = once ? 1 : argc > 2 ? atoi(argv[1]) : 0;
	if (runs < 1 || runs > RUNS_MAX) {
		fprintf(stderr, "usage: measure RUNS COMMAND [ARGUMENT]...\n");
		return 2;
	}
	static double wall[RUNS_MAX], processor[RUNS_MAX];
	long peak = 0;
	int status = 0;
	if (!once)
		run_once(argv + 2);
	for (int i = 0; i < runs; i++) {
		struct run run = run_once(argv + 2);
		wall[i] = run.wall;
		processor[i] = run.processor;
		if (run.peak_kb > peak)
			peak = run.peak_kb;
		if (run.status > status)
			status = run.status;
	}
	qsort(wall, (size_t)runs, sizeof *wall, by_value);
	qsort(processor, (size_t)runs, sizeof *processor, by_value);
	printf("%.6f %.6f %.6f %.6f %ld %d\n", wall[runs / 2], wall[0], wall[runs - 1],
	       processor[runs / 2], peak, status);
	return 0;
}
