#include "join/sorted_join.h"

#include "base/buffer.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/vector.h"
#include "join/common_roots.h"
#include "join/pairing.h"
#include "read/pieces.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 4 << 20,    /* bytes of either file that a job has as a rule */
	LINES_MIN = 1024,   /* lines that a job remembers at least, ... */
	LINES_SHARE = 2048, /* ... and one more for each so many of its bytes */
	PARTS = 256,        /* of what is written, passed on at a time */
};

/* The weights of lines, two for each. */
struct weight_list {
	uint64_t (*items)[2];
	size_t count, capacity;
};

/* What is between two places, and the lines that it becomes: remembered if they are few for their
 * bytes, otherwise joined again when they are written. */
struct job {
	struct place from, to;
	struct joined_line *lines;
	size_t count;
	bool again;
	size_t all;                 /* how many, remembered or not */
	struct weight_list weights; /* theirs, where weights are kept */
	size_t first;               /* which line of all jobs' its first one is */
};

struct sorted_join {
	const char *paths[2];
	struct side sides[2];
	uint64_t stacks[2], totals[2]; /* of each side */
	struct job *jobs;
	size_t count;
	unsigned threads;
	bool keep_weights;
	struct weight_list weights; /* of all lines, where they are kept */

	/* what threads share */
	struct output *output;
	const uint64_t (*written)[2]; /* the weights to be written; NULL: those read */
	unsigned places_written;      /* their unit is 10^-places_written */
	pthread_mutex_t lock;
	pthread_cond_t turn_taken;
	size_t turn; /* the job to be written next */
	bool common; /* a stack has a weight above 0 in both files */
	bool plain;  /* so far, the files are of the kind that can be joined */
	bool no_memory;
};

static void not_plain(struct sorted_join *join)
{
	__atomic_store_n(&join->plain, false, __ATOMIC_RELAXED);
}

static void lacks_memory(struct sorted_join *join)
{
	__atomic_store_n(&join->no_memory, true, __ATOMIC_RELAXED);
}

static bool goes_on(const struct sorted_join *join)
{
	return __atomic_load_n(&join->plain, __ATOMIC_RELAXED) &&
	       !__atomic_load_n(&join->no_memory, __ATOMIC_RELAXED);
}

/* --- joining -------------------------------------------------------------------------------- */

/* Makes a job of what is between each place and the one before. */
static enum status make_jobs(struct sorted_join *join, struct error *err)
{
	struct place *places;
	bool sorted;
	size_t count;
	enum status status = places_find(join->sides, piece_size(SHARE), join->threads, &places,
	                                 &count, &sorted, err);
	if (status)
		return status;
	if (!sorted)
		not_plain(join);
	join->jobs = calloc(count, sizeof *join->jobs);
	if (!join->jobs) {
		free(places);
		return error_no_memory(err);
	}
	join->count = count;
	for (size_t i = 0; i < count; i++) {
		join->jobs[i].to = places[i];
		if (i)
			join->jobs[i].from = places[i - 1];
	}
	free(places);
	return STATUS_OK;
}

static void keep_weights(struct sorted_join *join, struct job *job, const uint64_t weights[2])
{
	struct weight_list *list = &job->weights;
	if (!vector_reserve(&list->items, &list->capacity, list->count + 1)) {
		lacks_memory(join);
		return;
	}
	memcpy(list->items[list->count++], weights, sizeof *list->items);
}

/* Releases the pages between a job's places. */
static void release(const struct sorted_join *join, const struct job *job)
{
	for (size_t i = 0; i < 2; i++)
		side_unmap(&join->sides[i], job->from.at[i], job->to.at[i]);
}

/* Job i is joined for the first time: its lines are checked, counted, and remembered. */
static void join_job(void *join_, size_t i)
{
	struct sorted_join *join = join_;
	struct job *job = &join->jobs[i];
	uint64_t stacks[2] = {0}, totals[2] = {0};
	size_t bytes = job->to.at[0] - job->from.at[0] + job->to.at[1] - job->from.at[1];
	size_t most = LINES_MIN + bytes / LINES_SHARE;
	bool common = false;
	if (!goes_on(join))
		return;
	job->lines = malloc(most * sizeof *job->lines);
	struct pairing pairing = pairing_begin(join->sides, &job->from, &job->to);
	while (job->lines && goes_on(join) && pairing_line(&pairing)) {
		for (size_t side = 0; side < 2; side++) {
			stacks[side] += side == 0 ? pairing.order <= 0 : pairing.order >= 0;
			if (__builtin_add_overflow(totals[side], pairing.line.weights[side],
			                           &totals[side]))
				not_plain(join);
		}
		common |= pairing.line.weights[0] && pairing.line.weights[1];
		job->all++;
		if (job->count < most)
			job->lines[job->count++] = pairing.line;
		else
			job->again = true;
		if (join->keep_weights)
			keep_weights(join, job, pairing.line.weights);
		if (!pairing_step(&pairing))
			not_plain(join);
	}
	if (!job->lines)
		lacks_memory(join);
	if (job->again) {
		free(job->lines);
		job->lines = NULL;
	} else if (job->count) {
		struct joined_line *lines = realloc(job->lines, job->count * sizeof *lines);
		job->lines = lines ? lines : job->lines;
	}
	pthread_mutex_lock(&join->lock);
	join->common |= common;
	for (size_t side = 0; side < 2; side++) {
		join->stacks[side] += stacks[side];
		if (__builtin_add_overflow(join->totals[side], totals[side], &join->totals[side]))
			not_plain(join);
	}
	pthread_mutex_unlock(&join->lock);
	release(join, job);
}

/* Puts the weights that jobs kept together, in order. */
static void gather_weights(struct sorted_join *join)
{
	struct weight_list *all = &join->weights;
	for (size_t i = 0; i < join->count; i++) {
		join->jobs[i].first = all->count;
		all->count += join->jobs[i].all;
	}
	if (!join->keep_weights)
		return;
	all->items = malloc((all->count + 1) * sizeof *all->items);
	if (!all->items)
		lacks_memory(join);
	for (size_t i = 0; i < join->count; i++) {
		struct job *job = &join->jobs[i];
		if (all->items && job->all)
			memcpy(all->items[job->first], job->weights.items,
			       job->all * sizeof *all->items);
		free(job->weights.items);
		job->weights = (struct weight_list){0};
	}
}

/* --- writing -------------------------------------------------------------------------------- */

enum { WEIGHTS_MAX = 2 * (NUMBER_FORMAT_MAX + 1) + 1 };

/* " BEFORE AFTER\n" of the n-th line of a job, which has these weights; returns how many bytes. */
static size_t format_weights(const struct sorted_join *join, const struct job *job, size_t n,
                             const uint64_t weights[2], char *text)
{
	size_t size = 0;
	if (join->written)
		weights = join->written[job->first + n];
	for (size_t side = 0; side < 2; side++) {
		text[size++] = ' ';
		size += join->places_written
		                ? decimal_format(text + size, weights[side], join->places_written)
		                : number_format(text + size, weights[side]);
	}
	text[size++] = '\n';
	return size;
}

/* Writes remembered lines: their stacks from where they stand. */
static void write_lines(const struct sorted_join *join, const struct job *job)
{
	struct text parts[2 * PARTS];
	char weights[PARTS][WEIGHTS_MAX];
	for (size_t i = 0; i < job->count;) {
		size_t n = 0;
		for (; n < PARTS && i < job->count; n++, i++) {
			parts[2 * n] = job->lines[i].stack;
			parts[2 * n + 1].at = weights[n];
			parts[2 * n + 1].size = format_weights(join, job, i, job->lines[i].weights,
			                                       weights[n]);
		}
		output_write_parts(join->output, parts, 2 * n);
	}
}

/* The text of a job that is joined again. */
static void join_again(struct sorted_join *join, const struct job *job, struct buffer *text)
{
	struct pairing pairing = pairing_begin(join->sides, &job->from, &job->to);
	for (size_t n = 0; goes_on(join) && pairing_line(&pairing); n++) {
		char weights[WEIGHTS_MAX];
		if (n == job->all) { /* more than there were */
			not_plain(join);
			break;
		}
		buffer_append(text, pairing.line.stack.at, pairing.line.stack.size);
		buffer_append(text, weights,
		              format_weights(join, job, n, pairing.line.weights, weights));
		pairing_step(&pairing);
	}
	if (text->failed)
		lacks_memory(join);
}

/* Writes the comments that stand before the stacks, or after them. */
static void write_comments(struct sorted_join *join, const struct facts *facts, bool before)
{
	struct buffer text = {0};
	if (facts && before)
		facts_write(facts, 2, &text);
	else if (facts)
		origins_write_codes(&facts->origins, &text);
	if (text.failed)
		lacks_memory(join);
	output_write(join->output, text.data, text.size);
	buffer_free(&text);
}

/* Writes job i when all before it are written. */
static void write_job(void *join_, size_t i)
{
	struct sorted_join *join = join_;
	struct job *job = &join->jobs[i];
	struct buffer text = {0};
	if (job->again)
		join_again(join, job, &text);
	pthread_mutex_lock(&join->lock);
	while (join->turn != i)
		pthread_cond_wait(&join->turn_taken, &join->lock);
	pthread_mutex_unlock(&join->lock);
	if (goes_on(join) && job->again)
		output_write(join->output, text.data, text.size);
	else if (goes_on(join))
		write_lines(join, job);
	pthread_mutex_lock(&join->lock);
	join->turn = i + 1;
	pthread_cond_broadcast(&join->turn_taken);
	pthread_mutex_unlock(&join->lock);
	release(join, job);
	buffer_free(&text);
	free(job->lines);
	job->lines = NULL;
}

/* --- interface ------------------------------------------------------------------------------ */

/* Opens one after the other, and the second one only if the first suits: what writes a pipe may
 * begin when the other one is read. */
static enum status open_sides(struct sorted_join *join, reader_table *readers, struct error *err)
{
	enum status status = STATUS_OK;
	join->plain = true;
	for (size_t i = 0; i < 2 && !status && join->plain; i++)
		status = side_open(&join->sides[i], readers, join->paths[i], &join->plain, err);
	return status;
}

enum status sorted_join_open(reader_table *readers, const char *const paths[2], unsigned threads,
                             bool keep_weights, struct sorted_join **opened, bool *joined,
                             struct error *err)
{
	struct sorted_join *join = calloc(1, sizeof *join);
	*opened = join;
	*joined = false;
	if (!join)
		return error_no_memory(err);
	join->paths[0] = paths[0];
	join->paths[1] = paths[1];
	join->threads = threads;
	join->keep_weights = keep_weights;
	pthread_mutex_init(&join->lock, NULL);
	pthread_cond_init(&join->turn_taken, NULL);
	enum status status = open_sides(join, readers, err);
	if (!status && join->plain)
		status = make_jobs(join, err);
	if (!status && join->plain)
		parallel_each(threads, join->count, join_job, join);
	if (!status && goes_on(join))
		gather_weights(join);
	if (!status && join->no_memory)
		status = error_no_memory(err);
	*joined = !status && join->plain && join->totals[0] && join->totals[1];
	return status;
}

void sorted_join_give(struct sorted_join *join, int side, struct read_begun *begun)
{
	if (!input_can_reopen(join->paths[side]))
		side_give(&join->sides[side], begun);
}

enum status sorted_join_common_roots(const struct sorted_join *join, bool *common,
                                     struct error *err)
{
	*common = join->common;
	return join->common ? STATUS_OK : common_roots(join->sides, common, err);
}

uint64_t sorted_join_stacks(const struct sorted_join *join, int side)
{
	return join->stacks[side];
}

uint64_t sorted_join_total(const struct sorted_join *join, int side)
{
	return join->totals[side];
}

const struct facts *sorted_join_facts(const struct sorted_join *join, int side)
{
	return &join->sides[side].facts;
}

const uint64_t *sorted_join_weights(const struct sorted_join *join, size_t *count)
{
	*count = join->weights.count;
	return join->weights.items ? join->weights.items[0] : NULL;
}

enum status sorted_join_write(struct sorted_join *join, const struct facts *facts,
                              const uint64_t *weights, unsigned places, struct output *output,
                              struct error *err)
{
	join->output = output;
	join->written = (const uint64_t(*)[2])weights;
	join->places_written = places;
	write_comments(join, facts, true);
	parallel_each(join->threads, join->count, write_job, join);
	write_comments(join, facts, false);
	if (join->no_memory)
		return error_no_memory(err);
	return join->plain ? STATUS_OK
	                   : error_set(err, STATUS_FAILED, "%s or %s changed while it was read",
	                               join->paths[0], join->paths[1]);
}

void sorted_join_close(struct sorted_join *join)
{
	if (!join)
		return;
	for (size_t i = 0; i < join->count; i++) {
		free(join->jobs[i].lines);
		free(join->jobs[i].weights.items);
	}
	free(join->jobs);
	free(join->weights.items);
	for (size_t i = 0; i < 2; i++)
		side_close(&join->sides[i]);
	pthread_cond_destroy(&join->turn_taken);
	pthread_mutex_destroy(&join->lock);
	free(join);
}
