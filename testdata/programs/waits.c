/* Threads whose time off the CPU is known: each prints what it measured with CLOCK_MONOTONIC.
 *
 * sleeper: sleeps 20 times 50 ms. holder: holds a lock for 30 ms, 20 times. waiter: waits for that
 * lock from two call paths, path_a and path_b, in turn. reader: reads a file without the page
 * cache. spinner: computes all the time.
 *
 *     gcc -O1 -g -fno-omit-frame-pointer -pthread -o waits waits.c
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 6 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t held, taken;
static volatile int stop;
static double waited[2];

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nap(long milliseconds)
{
	struct timespec t = {0, milliseconds * 1000000};
	nanosleep(&t, NULL);
}

__attribute__((noinline)) static void *sleeper(void *arg)
{
	prctl(PR_SET_NAME, "sleeper");
	double from = now();
	for (int i = 0; i < ROUNDS; i++)
		nap(50);
	printf("sleeper %.6f\n", now() - from);
	return arg;
}

__attribute__((noinline)) static void *holder(void *arg)
{
	prctl(PR_SET_NAME, "holder");
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		sem_post(&held);
		nap(i % 2 ? 40 : 20);
		pthread_mutex_unlock(&lock);
		sem_wait(&taken);
	}
	return arg;
}

__attribute__((noinline)) static void take(int which)
{
	double from = now();
	pthread_mutex_lock(&lock);
	waited[which] += now() - from;
	pthread_mutex_unlock(&lock);
}

__attribute__((noinline)) static void path_a(void)
{
	take(0);
	__asm__ volatile("");
}

__attribute__((noinline)) static void path_b(void)
{
	take(1);
	__asm__ volatile("");
}

__attribute__((noinline)) static void *waiter(void *arg)
{
	prctl(PR_SET_NAME, "waiter");
	for (int i = 0; i < ROUNDS; i++) {
		sem_wait(&held);
		if (i % 2)
			path_b();
		else
			path_a();
		sem_post(&taken);
	}
	printf("path_a %.6f\npath_b %.6f\n", waited[0], waited[1]);
	return arg;
}

__attribute__((noinline)) static void *reader(void *arg)
{
	const char *path = arg;
	void *block;
	double spent = 0;
	prctl(PR_SET_NAME, "reader");
	int fd = open(path, O_RDONLY | O_DIRECT);
	if (fd < 0 || posix_memalign(&block, 4096, 1 << 16))
		return NULL;
	for (int i = 0; i < 30; i++) {
		double from = now();
		if (pread(fd, block, 1 << 16, (off_t)(i * 37 % 200) << 16) <= 0)
			break;
		spent += now() - from;
	}
	printf("reader %.6f\n", spent);
	close(fd);
	return arg;
}

__attribute__((noinline)) static void *spinner(void *arg)
{
	prctl(PR_SET_NAME, "spinner");
	unsigned long sum = 0;
	while (!stop)
		sum += sum * 31 + 7;
	return (void *)(sum ? arg : NULL);
}

int main(int argc, char **argv)
{
	void *(*const jobs[])(void *) = {sleeper, holder, waiter, reader, spinner};
	pthread_t threads[5];
	(void)argc;
	sem_init(&held, 0, 0);
	sem_init(&taken, 0, 0);
	for (int i = 0; i < 5; i++)
		pthread_create(&threads[i], NULL, jobs[i], i == 3 ? argv[1] : NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	stop = 1;
	pthread_join(threads[4], NULL);
	return 0;
}
