/* Runs a few similar jobs on several threads. */
#ifndef STACKFOLD_BASE_PARALLEL_H
#define STACKFOLD_BASE_PARALLEL_H

#include <stddef.h>

enum { THREADS_MAX = 64 };

/* How many threads to use if the user asked for that many (0: one for each processor). Never more
 * than there are processors, because more threads only cost time; processors on which this process
 * may not run do not count. */
unsigned parallel_threads(unsigned asked);

/* Runs job(context, i) for every i below count, on up to `threads` threads of which the caller's is
 * one, and returns when all have ended. Any thread may run any job, so jobs must not write shared
 * data. If no thread can be started, the caller runs them all. */
void parallel_each(unsigned threads, size_t count, void (*job)(void *context, size_t i),
                   void *context);

/* Where part i of `parts` of 0..count begins; part `parts` begins at count. */
static inline size_t parallel_part(size_t count, size_t parts, size_t i)
{
	return count / parts * i + (i < count % parts ? i : count % parts);
}

#endif
