#include "join/merge_feed.h"

#include <stdlib.h>

/* Under the lock: the other block of a source is to be filled. */
static void queue_up(struct merge_feed *feed, size_t source)
{
	if (feed->sources[source].finished || feed->sources[source].queued)
		return;
	feed->sources[source].queued = true;
	feed->queue[(feed->first + feed->queued++) % feed->count] = source;
	pthread_cond_signal(&feed->wanted);
}

/* Under the lock: the next source to be filled; NULL: there is none now. */
static struct merge_source *take_queued(struct merge_feed *feed)
{
	while (feed->queued) {
		struct merge_source *source = &feed->sources[feed->queue[feed->first]];
		feed->first = (feed->first + 1) % feed->count;
		feed->queued--;
		source->queued = false;
		if (source->ahead == AHEAD_EMPTY && !source->finished)
			return source;
	}
	return NULL;
}

static void *fill_ahead(void *feed_)
{
	struct merge_feed *feed = feed_;
	pthread_mutex_lock(&feed->lock);
	while (!feed->stopped) {
		struct merge_source *source = take_queued(feed);
		if (!source) {
			pthread_cond_wait(&feed->wanted, &feed->lock);
			continue;
		}
		source->ahead = AHEAD_BUSY;
		pthread_mutex_unlock(&feed->lock);
		merge_source_fill(source, feed->block);
		pthread_mutex_lock(&feed->lock);
		source->ahead = AHEAD_READY;
		pthread_cond_broadcast(&feed->filled);
	}
	pthread_mutex_unlock(&feed->lock);
	return NULL;
}

enum status merge_feed_start(struct merge_feed *feed, struct merge_source *sources, size_t count,
                             size_t block, unsigned threads, struct error *err)
{
	*feed = (struct merge_feed){.sources = sources, .count = count, .block = block};
	pthread_mutex_init(&feed->lock, NULL);
	pthread_cond_init(&feed->filled, NULL);
	pthread_cond_init(&feed->wanted, NULL);
	feed->queue = calloc(count + 1, sizeof *feed->queue);
	if (!feed->queue)
		return error_no_memory(err);
	for (size_t i = 0; i < count; i++)
		queue_up(feed, i);
	while (feed->started + 1 < threads && feed->started < THREADS_MAX &&
	       pthread_create(&feed->threads[feed->started], NULL, fill_ahead, feed) == 0)
		feed->started++;
	return STATUS_OK;
}

/* Under the lock, which is given up meanwhile: the other block is filled. */
static void await_block(struct merge_feed *feed, struct merge_source *source)
{
	if (source->ahead == AHEAD_EMPTY && !source->finished) {
		source->ahead = AHEAD_BUSY;
		pthread_mutex_unlock(&feed->lock);
		merge_source_fill(source, feed->block);
		pthread_mutex_lock(&feed->lock);
		source->ahead = AHEAD_READY;
	}
	while (source->ahead == AHEAD_BUSY)
		pthread_cond_wait(&feed->filled, &feed->lock);
}

bool merge_feed_next(struct merge_feed *feed, size_t number)
{
	struct merge_source *source = &feed->sources[number];
	bool more = true;
	pthread_mutex_lock(&feed->lock);
	do {
		await_block(feed, source);
		more = source->ahead == AHEAD_READY && !source->status;
		if (!more)
			break;
		source->current = !source->current;
		source->line = 0;
		source->position = source->filled_to;
		source->ahead = AHEAD_EMPTY;
		queue_up(feed, number);
	} while (!source->blocks[source->current].count);
	pthread_mutex_unlock(&feed->lock);
	return more;
}

void merge_feed_stop(struct merge_feed *feed)
{
	pthread_mutex_lock(&feed->lock);
	feed->stopped = true;
	pthread_cond_broadcast(&feed->wanted);
	pthread_mutex_unlock(&feed->lock);
	for (unsigned i = 0; i < feed->started; i++)
		pthread_join(feed->threads[i], NULL);
	pthread_cond_destroy(&feed->filled);
	pthread_cond_destroy(&feed->wanted);
	pthread_mutex_destroy(&feed->lock);
	free(feed->queue);
}
