#include "join/sorted_join.h"

#include "base/buffer.h"
#include "base/input.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/text.h"
#include "base/vector.h"
#include "join/sorted_text.h"
#include "read/bidding.h"
#include "read/pieces.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 4 << 20,      /* bytes of either file that a job has as a rule */
	LINES_MIN = 1024,     /* lines that a job remembers at least, ... */
	LINES_SHARE = 2048,   /* ... and one for so many bytes that it has */
	HEAD_SIZE = 64 << 10, /* what readers look at to say whose an input is */
	PLACES_SHARE = 32,    /* places that are searched for until pages are let go */
	PARTS = 256,          /* of what is written, handed on at a time */
};

/* One of the files. */
struct side {
	struct input *input;
	struct sorted_text text; /* its stacks, mapped */
	size_t begin;            /* where in the file they begin */
	struct facts facts;      /* of the comments before and after them */
	uint64_t stacks, total;
};

/* A place between two lines of each file: all before it sorts before all behind it. */
struct place {
	size_t at[2];
};

/* A line to be written. */
struct joined_line {
	struct text stack; /* in one of the files */
	uint64_t weights[2];
};

/* The weights of lines, two for each. */
struct weight_list {
	uint64_t (*items)[2];
	size_t count, capacity;
};

/* What stands between two places, and the lines it becomes: remembered where they are few for their
 * bytes, else to be joined again when they are written. */
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
	struct place *places; /* in order */
	struct job *jobs;     /* the n-th is what stands before the n-th place */
	size_t count;
	size_t share; /* bytes of either file that a job has, about */
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

/* --- where to cut --------------------------------------------------------------------------- */

/* Where in a file the first line begins that does not sort before a stack. */
static size_t find_place(const struct sorted_text *text, struct text stack)
{
	/* lines that begin before low sort before it, those from high on do not */
	size_t low = 0, high = text->size;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct cursor cursor = cursor_at(text, middle);
		if (cursor.at < high && compare_stacks(cursor.stack, stack) < 0)
			low = cursor.next;
		else
			high = middle;
	}
	return cursor_at(text, low).at;
}

/* Place i is that of a line in one of the files, and where it would stand in the other: first all
 * of the file before, then all of the file after. */
static void place_job(void *join_, size_t i)
{
	struct sorted_join *join = join_;
	size_t first = join->sides[0].text.size / join->share;
	unsigned own = i >= first;
	const struct side *side = &join->sides[own], *other = &join->sides[!own];
	struct cursor line = cursor_at(&side->text, ((own ? i - first : i) + 1) * join->share);
	struct place *place = &join->places[i];
	place->at[own] = line.at;
	if (i % PLACES_SHARE == 0) /* searching touches pages all over the files */
		for (size_t f = 0; f < 2; f++)
			input_unmap(join->sides[f].input, 0, SIZE_MAX);
	place->at[!own] = line.stack.size ? find_place(&other->text, line.stack) : other->text.size;
}

static int by_place(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;
	int order = (a->at[0] > b->at[0]) - (a->at[0] < b->at[0]);
	return order ? order : (a->at[1] > b->at[1]) - (a->at[1] < b->at[1]);
}

static enum status make_jobs(struct sorted_join *join, struct error *err)
{
	size_t count = join->sides[0].text.size / join->share +
	               join->sides[1].text.size / join->share;
	join->places = calloc(count + 1, sizeof *join->places);
	join->jobs = calloc(count + 1, sizeof *join->jobs);
	if (!join->places || !join->jobs)
		return error_no_memory(err);
	parallel_each(join->threads, count, place_job, join);
	join->places[count] = (struct place){{join->sides[0].text.size, join->sides[1].text.size}};
	join->count = count + 1;
	qsort(join->places, join->count, sizeof *join->places, by_place);
	for (size_t i = 0; i < join->count; i++) {
		struct job *job = &join->jobs[i];
		job->to = join->places[i];
		if (i)
			job->from = join->places[i - 1];
		if (job->from.at[1] > job->to.at[1])
			not_plain(join); /* as the files are not sorted */
	}
	return STATUS_OK;
}

/* --- joining -------------------------------------------------------------------------------- */

/* The lines of a job, one joined one after the other. */
struct walk {
	struct cursor sides[2];
	struct place to;
	struct joined_line line;
	int order;  /* of the one before and the one after, which were joined last */
	bool equal; /* those to be joined next are known to be */
};

static struct walk walk_begin(struct sorted_join *join, const struct job *job)
{
	struct walk walk = {.to = job->to};
	for (size_t i = 0; i < 2; i++)
		walk.sides[i] = cursor_at(&join->sides[i].text, job->from.at[i]);
	return walk;
}

/* Makes walk->line of what is at hand; false at the end. walk_step goes on behind it. */
static bool walk_line(struct walk *walk)
{
	struct cursor *before = &walk->sides[0], *after = &walk->sides[1];
	bool has_before = before->at < walk->to.at[0], has_after = after->at < walk->to.at[1];
	if (!has_before && !has_after)
		return false;
	walk->order = !has_before   ? 1
	              : !has_after  ? -1
	              : walk->equal ? 0
	                            : compare_stacks(before->stack, after->stack);
	walk->line.stack = walk->order <= 0 ? before->stack : after->stack;
	walk->line.weights[0] = walk->order <= 0 ? before->weight : 0;
	walk->line.weights[1] = walk->order >= 0 ? after->weight : 0;
	return true;
}

/* Goes on behind the lines that were joined; true where the ones at hand sort behind them. One that
 * equals the other side's does, where that was compared with the line before. */
static bool walk_step(struct walk *walk)
{
	bool sorted = true;
	walk->equal = false;
	for (size_t i = 0; i < 2; i++) {
		struct cursor *cursor = &walk->sides[i];
		const struct cursor *other = &walk->sides[1 - i];
		if (i == 0 ? walk->order > 0 : walk->order < 0)
			continue;
		struct text stack = cursor->stack;
		if (i == 0 ? walk->order < 0 && other->at < walk->to.at[1]
		           : walk->order == 0 || other->at < walk->to.at[0])
			walk->equal = cursor_step_beside(cursor, other->stack);
		else
			cursor_step(cursor);
		if (!walk->equal && cursor->stack.size && compare_stacks(stack, cursor->stack) >= 0)
			sorted = false;
	}
	return sorted;
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

/* Lets go of what stands between a job's places. */
static void release(const struct sorted_join *join, const struct job *job)
{
	for (size_t i = 0; i < 2; i++) {
		const struct side *side = &join->sides[i];
		input_unmap(side->input, side->begin + job->from.at[i],
		            side->begin + job->to.at[i]);
	}
}

/* Job i is joined for the first time: its lines are checked, counted, and remembered. */
static void join_job(void *join_, size_t i)
{
	struct sorted_join *join = join_;
	struct job *job = &join->jobs[i];
	uint64_t stacks[2] = {0}, totals[2] = {0};
	size_t bytes = job->to.at[0] - job->from.at[0] + job->to.at[1] - job->from.at[1];
	size_t most = LINES_MIN + bytes / LINES_SHARE;
	if (!goes_on(join))
		return;
	job->lines = malloc(most * sizeof *job->lines);
	struct walk walk = walk_begin(join, job);
	while (job->lines && goes_on(join) && walk_line(&walk)) {
		for (size_t side = 0; side < 2; side++) {
			stacks[side] += side == 0 ? walk.order <= 0 : walk.order >= 0;
			if (__builtin_add_overflow(totals[side], walk.line.weights[side],
			                           &totals[side]))
				not_plain(join);
		}
		job->all++;
		if (job->count < most)
			job->lines[job->count++] = walk.line;
		else
			job->again = true;
		if (join->keep_weights)
			keep_weights(join, job, walk.line.weights);
		if (!walk_step(&walk))
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
	for (size_t side = 0; side < 2; side++) {
		join->sides[side].stacks += stacks[side];
		if (__builtin_add_overflow(join->sides[side].total, totals[side],
		                           &join->sides[side].total))
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
	struct walk walk = walk_begin(join, job);
	for (size_t n = 0; goes_on(join) && walk_line(&walk); n++) {
		char weights[WEIGHTS_MAX];
		if (n == job->all) { /* more than there were */
			not_plain(join);
			break;
		}
		buffer_append(text, walk.line.stack.at, walk.line.stack.size);
		buffer_append(text, weights,
		              format_weights(join, job, n, walk.line.weights, weights));
		walk_step(&walk);
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

static bool is_comment(struct text line)
{
	return text_begins(line, "# ") || text_is(line, "#");
}

/* Takes the comments before and after the stacks off the text. */
static enum status take_comments(struct side *side, struct error *err)
{
	struct sorted_text *text = &side->text;
	const char *at = text->at, *end = at + text->size, *next;
	while (at < end && is_comment(text_line(at, end, &next))) {
		facts_read(&side->facts, text_line(at, end, &next));
		at = next;
	}
	while (end > at) {
		const char *before = memrchr(at, '\n', (size_t)(end - 1 - at));
		const char *begin = before ? before + 1 : at;
		struct text line = text_line(begin, end, &next);
		if (!is_comment(line))
			break;
		facts_read(&side->facts, line);
		end = begin;
	}
	side->begin = (size_t)(at - text->at);
	*text = (struct sorted_text){at, (size_t)(end - at), text->plain};
	return side->facts.origins.failed ? error_no_memory(err) : STATUS_OK;
}

static enum status side_open(struct side *side, reader_table *readers, const char *path,
                             bool *plain, struct error *err)
{
	struct sorted_text *text = &side->text;
	text->plain = plain;
	*plain = false;
	enum status status = input_open(path, &side->input, err);
	if (status || input_is_folder(side->input) || !input_can_seek(side->input) ||
	    !input_size(side->input))
		return status;
	status = input_map(side->input, &text->at, &text->size, err);
	if (status)
		return status;
	struct head head = {text->at, text->size < HEAD_SIZE ? text->size : HEAD_SIZE,
	                    text->size <= HEAD_SIZE};
	const struct reader *reader = bidding_best(readers, &head);
	*plain = reader && reader->folded;
	return *plain ? take_comments(side, err) : STATUS_OK;
}

static void side_close(struct side *side)
{
	input_close(side->input);
	facts_free(&side->facts);
}

enum status sorted_join_open(reader_table *readers, const char *const paths[2], unsigned threads,
                             bool keep_weights, struct sorted_join **opened, struct error *err)
{
	struct sorted_join *join = calloc(1, sizeof *join);
	enum status status = STATUS_OK;
	*opened = NULL;
	if (!join)
		return error_no_memory(err);
	join->plain = true;
	join->share = piece_size(SHARE);
	join->threads = threads;
	join->keep_weights = keep_weights;
	pthread_mutex_init(&join->lock, NULL);
	pthread_cond_init(&join->turn_taken, NULL);
	for (size_t i = 0; i < 2 && !status && join->plain; i++) {
		join->paths[i] = paths[i];
		status = side_open(&join->sides[i], readers, paths[i], &join->plain, err);
	}
	if (!status && join->plain)
		status = make_jobs(join, err);
	if (!status && join->plain)
		parallel_each(threads, join->count, join_job, join);
	if (!status && goes_on(join))
		gather_weights(join);
	if (!status && join->no_memory)
		status = error_no_memory(err);
	if (status || !join->plain || !join->sides[0].total || !join->sides[1].total)
		sorted_join_close(join);
	else
		*opened = join;
	return status;
}

uint64_t sorted_join_stacks(const struct sorted_join *join, int side)
{
	return join->sides[side].stacks;
}

uint64_t sorted_join_total(const struct sorted_join *join, int side)
{
	return join->sides[side].total;
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
	free(join->places);
	free(join->weights.items);
	for (size_t i = 0; i < 2; i++)
		side_close(&join->sides[i]);
	pthread_cond_destroy(&join->turn_taken);
	pthread_mutex_destroy(&join->lock);
	free(join);
}
