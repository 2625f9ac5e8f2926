/* Fills blocks of sources ahead of the merging, on threads of their own. */
#ifndef STACKFOLD_JOIN_MERGE_FEED_H
#define STACKFOLD_JOIN_MERGE_FEED_H

#include "base/parallel.h"
#include "join/merge_source.h"

#include <pthread.h>

struct merge_feed {
	struct merge_source *sources;
	size_t count;
	size_t block; /* bytes */
	pthread_mutex_t lock;
	pthread_cond_t filled, wanted;
	size_t *queue; /* a ring: sources whose other block is to be filled, the most urgent first;
	                * some were filled meanwhile */
	size_t first, queued;
	bool stopped;
	pthread_t threads[THREADS_MAX];
	unsigned started;
};

/* Starts with threads - 1 threads besides the caller's, or fewer if the system gives fewer.
 * STATUS_FATAL without memory; merge_feed_stop must follow in any case. */
enum status merge_feed_start(struct merge_feed *feed, struct merge_source *sources, size_t count,
                             size_t block, unsigned threads, struct error *err);

/* The source's other block becomes the current one; waits until it is filled, or fills it. False at
 * the end, where a line is odd, and after a failure (source->status). */
bool merge_feed_next(struct merge_feed *feed, size_t source);

/* Waits for the threads. */
void merge_feed_stop(struct merge_feed *feed);

#endif
