#include "base/parallel.h"

#include "base/hooks.h"

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

static long processors(void)
{
	long count = hooks.processors;
	cpu_set_t set;
	if (count < 1 && sched_getaffinity(0, sizeof set, &set) == 0)
		count = CPU_COUNT(&set);
	return count < 1 ? sysconf(_SC_NPROCESSORS_ONLN) : count;
}

unsigned parallel_threads(unsigned asked)
{
	long most = processors();
	if (asked && (long)asked < most)
		most = (long)asked;
	return most < 1 ? 1 : most > THREADS_MAX ? THREADS_MAX : (unsigned)most;
}

struct jobs {
	size_t next, count;
	void (*job)(void *context, size_t i);
	void *context;
};

static void *run(void *jobs_)
{
	struct jobs *jobs = jobs_;
	size_t i;
	while ((i = __atomic_fetch_add(&jobs->next, 1, __ATOMIC_RELAXED)) < jobs->count)
		jobs->job(jobs->context, i);
	return NULL;
}

void parallel_each(unsigned threads, size_t count, void (*job)(void *context, size_t i),
                   void *context)
{
	struct jobs jobs = {.count = count, .job = job, .context = context};
	pthread_t helpers[THREADS_MAX];
	size_t started = 0;
	while (started + 1 < threads && started + 1 < count && started < THREADS_MAX &&
	       pthread_create(&helpers[started], NULL, run, &jobs) == 0)
		started++;
	run(&jobs);
	while (started)
		pthread_join(helpers[--started], NULL);
}
