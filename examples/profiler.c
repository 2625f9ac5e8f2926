/* A sampling profiler that draws itself: threads work while SIGPROF interrupts them, each keeps the
 * call chains that it was interrupted in, makes a profile of them at its end, and all profiles are
 * merged and drawn:
 *
 *     profiler OUTPUT.svg
 *
 *     cc -rdynamic -o profiler profiler.c $(pkg-config --cflags --libs stackfold) -ldl -pthread
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <stackfold.h>

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

enum { THREADS = 2, SAMPLES = 150, DEPTH = 64, OWN_FRAMES = 2 /* the handler, the signal's */ };

struct thread {
	pthread_t id;
	sf_profile *profile;
	struct sf_error error;
	int failed;
	void *chains[SAMPLES][DEPTH];
	int depths[SAMPLES];
	volatile sig_atomic_t count;
};

/* NULL: this thread is not sampled. volatile: only the handler reads it, so the compiler could
 * otherwise remove the assignments. */
static __thread struct thread *volatile own;

static void sample(int signal)
{
	(void)signal;
	struct thread *thread = own;
	if (thread && thread->count < SAMPLES) {
		int at = thread->count;
		thread->depths[at] = backtrace(thread->chains[at], DEPTH);
		thread->count = at + 1;
	}
}

__attribute__((noinline)) double spin_fast(double x)
{
	for (int i = 0; i < 20000; i++)
		x = x * 0.999 + 1;
	return x;
}

__attribute__((noinline)) double spin_slowly(double x)
{
	for (int i = 0; i < 3; i++)
		x = spin_fast(x) / 2;
	return x;
}

/* Adds the thread's samples to its profile. backtrace puts the leaf first, the library the root.
 * dladdr finds no names of the functions that start a thread, so they are left out: stacks begin at
 * work. */
static int add_samples(struct thread *thread)
{
	const uint64_t weight = 1;
	for (int i = 0; i < thread->count; i++) {
		const char *names[DEPTH];
		size_t depth = 0;
		for (int d = thread->depths[i] - 1; d >= OWN_FRAMES; d--) {
			Dl_info info;
			int found = dladdr(thread->chains[i][d], &info);
			const char *name = found ? info.dli_sname : NULL;
			if (!name && !depth)
				continue;
			names[depth++] = name;
			if (name && sf_profile_describe(thread->profile, name, SF_CODE_USER,
			                                info.dli_fname, &thread->error) != SF_OK)
				return 1;
		}
		if (sf_profile_add(thread->profile, names, depth, &weight, &thread->error) != SF_OK)
			return 1;
	}
	return 0;
}

/* Not static: dladdr finds the names of such functions only. */
__attribute__((noinline)) void *work(void *context)
{
	struct thread *thread = (struct thread *)context;
	volatile double x = 1;
	own = thread;
	while (thread->count < SAMPLES)
		x = spin_fast(x) + spin_slowly(x);
	own = NULL;
	thread->failed = add_samples(thread);
	return NULL;
}

static int draw(const sf_profile *profile, const char *path, struct sf_error *error)
{
	sf_options *options = sf_options_new(error);
	int failed = !options ||
	             sf_options_set(options, "title", "What a profiler does", error) != SF_OK ||
	             sf_options_set(options, "colors", "by-module", error) != SF_OK ||
	             sf_profile_write_svg(profile, path, options, error) != SF_OK;
	sf_options_free(options);
	return failed;
}

int main(int argc, char **argv)
{
	static struct thread threads[THREADS];
	struct sf_error error = SF_ERROR_INIT;
	const struct itimerval interval = {{0, 2000}, {0, 2000}}, off = {{0, 0}, {0, 0}};
	void *first[1];
	if (argc < 2)
		return fprintf(stderr, "usage: profiler OUTPUT.svg\n"), 2;
	backtrace(first, 1); /* loads a library, which must not happen in the handler */
	signal(SIGPROF, sample);
	setitimer(ITIMER_PROF, &interval, NULL);
	sf_profile *all = sf_profile_new(1, &error);
	int failed = !all, started = 0;
	for (; !failed && started < THREADS; started++) {
		threads[started].profile = sf_profile_new(1, &error);
		if (!threads[started].profile)
			break;
		if (pthread_create(&threads[started].id, NULL, work, &threads[started]))
			break;
	}
	for (int i = 0; i < started; i++) {
		pthread_join(threads[i].id, NULL);
		if (threads[i].failed)
			error = threads[i].error;
		failed |= threads[i].failed ||
		          sf_profile_merge(all, threads[i].profile, &error) != SF_OK;
	}
	setitimer(ITIMER_PROF, &off, NULL);
	failed |= started < THREADS ||
	          sf_profile_measured(all, "cpu-clock", "samples", THREADS * SAMPLES, &error) ||
	          draw(all, argv[1], &error);
	if (failed)
		fprintf(stderr, "profiler: %s\n", error.text);
	for (int i = 0; i < THREADS; i++)
		sf_profile_free(threads[i].profile);
	sf_profile_free(all);
	return failed;
}
