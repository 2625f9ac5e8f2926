#include "read/sorted_join.h"

#include "base/buffer.h"
#include "base/input.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/text.h"
#include "read/formats.h"
#include "read/parts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	SHARE = 2 << 20,      /* bytes of either file that a job has as a rule */
	LINES_MIN = 1024,     /* lines that a job remembers at least, ... */
	LINES_SHARE = 2048,   /* ... and one for so many bytes that it has */
	HEAD_SIZE = 64 << 10, /* what readers look at to say whose an input is */
	PARTS = 256,          /* of what is written, handed on at a time */
};

/* One of the files. */
struct side {
	struct input *input;
	const char *text; /* all of it, mapped */
	size_t size;
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

/* What stands between two places, and the lines it becomes: remembered where they are few for their
 * bytes, else to be joined again when they are written. */
struct job {
	struct place from, to;
	struct joined_line *lines;
	size_t count;
	bool again;
};

/* What the threads share. */
struct work {
	struct side sides[2];
	struct place *places; /* in order */
	struct job *jobs;     /* the n-th is what stands before the n-th place */
	size_t count;
	size_t share;         /* bytes of either file that a job has, about */
	struct output *output;
	pthread_mutex_t lock;
	pthread_cond_t turn_taken;
	size_t turn;    /* the job to be written next */
	bool plain;     /* so far, the files are of the kind that can be joined */
	bool no_memory;
};

static void not_plain(struct work *work)
{
	__atomic_store_n(&work->plain, false, __ATOMIC_RELAXED);
}

static bool goes_on(const struct work *work)
{
	return __atomic_load_n(&work->plain, __ATOMIC_RELAXED) &&
	       !__atomic_load_n(&work->no_memory, __ATOMIC_RELAXED);
}

/* --- lines ---------------------------------------------------------------------------------- */

/* Goes through lines of a file from a place on. */
struct cursor {
	struct work *work;
	const struct side *side;
	size_t at, next;   /* where the line at hand begins, and the one to come */
	struct text stack; /* of the line at hand; size 0: there is none, the file has ended */
	uint64_t weight;
};

/* Where the line ends that begins at a place, or goes on there: at its newline, or at the file's
 * end. */
static size_t line_end(const struct side *side, size_t at)
{
	const char *end = memchr(side->text + at, '\n', side->size - at);
	return end ? (size_t)(end - side->text) : side->size;
}

/* The size of the stack in a line, and its weight; 0 where the line is not quite "STACK COUNT", or
 * would be written otherwise than it stands there. What becomes of it is not for here to know. */
static size_t parse_line(const char *line, size_t size, uint64_t *weight)
{
	size_t at = size;
	uint64_t sum = 0, power = 1;
	for (; at && is_digit(line[at - 1]) && size - at < NUMBER_DECIMALS_MAX; power *= 10)
		sum += (uint64_t)(line[--at] - '0') * power;
	if (at == size || at < 2 || line[at - 1] != ' ' || (line[at] == '0' && size - at > 1))
		return 0;
	size_t stack = at - 1;
	char last = line[stack - 1];
	if (is_blank(last) || last == ';' || *line == '#' || is_blank(*line))
		return 0;
	/* "a 1 2" has two counts */
	size_t word = stack;
	while (word && (is_digit(line[word - 1]) || line[word - 1] == '.'))
		word--;
	if (word < stack && (!word || is_blank(line[word - 1])))
		return 0;
	*weight = sum;
	return stack;
}

/* Goes to the next line, if it is a plain one. */
static void cursor_step(struct cursor *cursor)
{
	const struct side *side = cursor->side;
	size_t at = cursor->next;
	cursor->at = at;
	cursor->stack.size = 0;
	if (at == side->size)
		return;
	size_t end = line_end(side, at);
	const char *line = side->text + at;
	cursor->stack = (struct text){line, parse_line(line, end - at, &cursor->weight)};
	cursor->next = end < side->size ? end + 1 : end;
	if (!cursor->stack.size) {
		not_plain(cursor->work);
		cursor->at = cursor->next = side->size;
	}
}

/* A cursor at the first line that begins at a place or behind it. */
static struct cursor cursor_at(struct work *work, const struct side *side, size_t at)
{
	struct cursor cursor = {.work = work, .side = side, .next = at};
	if (at) { /* it begins there where a newline stands before it */
		size_t end = line_end(side, at - 1);
		cursor.next = end < side->size ? end + 1 : end;
	}
	cursor_step(&cursor);
	return cursor;
}

static int compare(struct text a, struct text b)
{
	int order = memcmp(a.at, b.at, a.size < b.size ? a.size : b.size);
	return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* --- where to cut --------------------------------------------------------------------------- */

/* Where in a file the first line begins that does not sort before a stack. */
static size_t find_place(struct work *work, const struct side *side, struct text stack)
{
	/* lines that begin before low sort before it, those from high on do not */
	size_t low = 0, high = side->size;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct cursor cursor = cursor_at(work, side, middle);
		if (cursor.at < high && compare(cursor.stack, stack) < 0)
			low = cursor.next;
		else
			high = middle;
	}
	return cursor_at(work, side, low).at;
}

/* Place i is that of a line in one of the files, and where it would stand in the other: first all
 * of the file before, then all of the file after. */
static void place_job(void *work_, size_t i)
{
	struct work *work = work_;
	size_t first = work->sides[0].size / work->share;
	unsigned own = i >= first;
	const struct side *side = &work->sides[own], *other = &work->sides[!own];
	struct cursor line = cursor_at(work, side, ((own ? i - first : i) + 1) * work->share);
	struct place *place = &work->places[i];
	place->at[own] = line.at;
	place->at[!own] = line.stack.size ? find_place(work, other, line.stack) : other->size;
}

static int by_place(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;
	int order = (a->at[0] > b->at[0]) - (a->at[0] < b->at[0]);
	return order ? order : (a->at[1] > b->at[1]) - (a->at[1] < b->at[1]);
}

static enum status make_jobs(struct work *work, unsigned threads, struct error *err)
{
	size_t count = work->sides[0].size / work->share + work->sides[1].size / work->share;
	work->places = calloc(count + 1, sizeof *work->places);
	work->jobs = calloc(count + 1, sizeof *work->jobs);
	if (!work->places || !work->jobs)
		return error_no_memory(err);
	parallel_each(threads, count, place_job, work);
	work->places[count] = (struct place){{work->sides[0].size, work->sides[1].size}};
	work->count = count + 1;
	qsort(work->places, work->count, sizeof *work->places, by_place);
	for (size_t i = 0; i < work->count; i++) {
		struct job *job = &work->jobs[i];
		job->to = work->places[i];
		if (i)
			job->from = work->places[i - 1];
		if (job->from.at[1] > job->to.at[1])
			not_plain(work); /* as the files are not sorted */
	}
	return STATUS_OK;
}

/* --- joining -------------------------------------------------------------------------------- */

/* The lines of a job, one joined one after the other. */
struct walk {
	struct cursor sides[2];
	struct place to;
	struct joined_line line;
	int order; /* of the one before and the one after, which were joined last */
};

static struct walk walk_begin(struct work *work, const struct job *job)
{
	struct walk walk = {.to = job->to};
	for (size_t i = 0; i < 2; i++)
		walk.sides[i] = cursor_at(work, &work->sides[i], job->from.at[i]);
	return walk;
}

/* Makes walk->line of what is at hand; false at the end. walk_step goes on behind it. */
static bool walk_line(struct walk *walk)
{
	struct cursor *before = &walk->sides[0], *after = &walk->sides[1];
	bool has_before = before->at < walk->to.at[0], has_after = after->at < walk->to.at[1];
	if (!has_before && !has_after)
		return false;
	walk->order = !has_before  ? 1
	              : !has_after ? -1
	                           : compare(before->stack, after->stack);
	walk->line.stack = walk->order <= 0 ? before->stack : after->stack;
	walk->line.weights[0] = walk->order <= 0 ? before->weight : 0;
	walk->line.weights[1] = walk->order >= 0 ? after->weight : 0;
	return true;
}

/* Goes on behind the lines that were joined; true where the ones at hand sort behind them. */
static bool walk_step(struct walk *walk)
{
	bool sorted = true;
	for (size_t i = 0; i < 2; i++) {
		struct cursor *cursor = &walk->sides[i];
		if (i == 0 ? walk->order > 0 : walk->order < 0)
			continue;
		struct text stack = cursor->stack;
		cursor_step(cursor);
		if (cursor->stack.size && compare(stack, cursor->stack) >= 0)
			sorted = false;
	}
	return sorted;
}

/* Job i is joined for the first time: its lines are checked, counted, and remembered. */
static void join_job(void *work_, size_t i)
{
	struct work *work = work_;
	struct job *job = &work->jobs[i];
	uint64_t stacks[2] = {0}, totals[2] = {0};
	size_t bytes = job->to.at[0] - job->from.at[0] + job->to.at[1] - job->from.at[1];
	size_t most = LINES_MIN + bytes / LINES_SHARE;
	if (!goes_on(work))
		return;
	job->lines = malloc(most * sizeof *job->lines);
	struct walk walk = walk_begin(work, job);
	while (job->lines && goes_on(work) && walk_line(&walk)) {
		for (size_t side = 0; side < 2; side++) {
			stacks[side] += side == 0 ? walk.order <= 0 : walk.order >= 0;
			if (__builtin_add_overflow(totals[side], walk.line.weights[side],
			                           &totals[side]))
				not_plain(work);
		}
		if (job->count < most)
			job->lines[job->count++] = walk.line;
		else
			job->again = true;
		if (!walk_step(&walk))
			not_plain(work);
	}
	if (!job->lines)
		__atomic_store_n(&work->no_memory, true, __ATOMIC_RELAXED);
	if (job->again) {
		free(job->lines);
		job->lines = NULL;
	} else if (job->count) {
		struct joined_line *lines = realloc(job->lines, job->count * sizeof *lines);
		job->lines = lines ? lines : job->lines;
	}
	pthread_mutex_lock(&work->lock);
	for (size_t side = 0; side < 2; side++) {
		work->sides[side].stacks += stacks[side];
		if (__builtin_add_overflow(work->sides[side].total, totals[side],
		                           &work->sides[side].total))
			not_plain(work);
	}
	pthread_mutex_unlock(&work->lock);
}

/* --- writing -------------------------------------------------------------------------------- */

enum { WEIGHTS_MAX = 2 * (NUMBER_DIGITS + 1) + 1 };

/* " BEFORE AFTER\n"; returns how many bytes. */
static size_t format_weights(char *text, const uint64_t weights[2])
{
	size_t size = 0;
	for (size_t side = 0; side < 2; side++) {
		text[size++] = ' ';
		size += number_format(text + size, weights[side]);
	}
	text[size++] = '\n';
	return size;
}

/* Writes remembered lines: their stacks from where they stand. */
static void write_lines(struct output *output, const struct job *job)
{
	struct text parts[2 * PARTS];
	char weights[PARTS][WEIGHTS_MAX];
	for (size_t i = 0; i < job->count;) {
		size_t n = 0;
		for (; n < PARTS && i < job->count; n++, i++) {
			parts[2 * n] = job->lines[i].stack;
			parts[2 * n + 1].at = weights[n];
			parts[2 * n + 1].size = format_weights(weights[n], job->lines[i].weights);
		}
		output_write_parts(output, parts, 2 * n);
	}
}

/* The text of a job that is joined again. */
static void join_again(struct work *work, const struct job *job, struct buffer *text)
{
	for (struct walk walk = walk_begin(work, job); goes_on(work) && walk_line(&walk);
	     walk_step(&walk)) {
		char weights[WEIGHTS_MAX];
		buffer_append(text, walk.line.stack.at, walk.line.stack.size);
		buffer_append(text, weights, format_weights(weights, walk.line.weights));
	}
	if (text->failed)
		__atomic_store_n(&work->no_memory, true, __ATOMIC_RELAXED);
}

/* Writes job i when all before it are written. */
static void write_job(void *work_, size_t i)
{
	struct work *work = work_;
	struct job *job = &work->jobs[i];
	struct buffer text = {0};
	if (job->again)
		join_again(work, job, &text);
	pthread_mutex_lock(&work->lock);
	while (work->turn != i)
		pthread_cond_wait(&work->turn_taken, &work->lock);
	pthread_mutex_unlock(&work->lock);
	if (goes_on(work) && job->again)
		output_write(work->output, text.data, text.size);
	else if (goes_on(work))
		write_lines(work->output, job);
	pthread_mutex_lock(&work->lock);
	work->turn = i + 1;
	pthread_cond_broadcast(&work->turn_taken);
	pthread_mutex_unlock(&work->lock);
	for (size_t side = 0; side < 2; side++)
		input_unmap(work->sides[side].input, job->from.at[side], job->to.at[side]);
	buffer_free(&text);
	free(job->lines);
	job->lines = NULL;
}

/* --- all together --------------------------------------------------------------------------- */

static enum status side_open(struct side *side, const char *path, bool *plain, struct error *err)
{
	*plain = false;
	enum status status = input_open(path, &side->input, err);
	if (status || !input_can_seek(side->input) || !input_size(side->input))
		return status;
	status = input_map(side->input, &side->text, &side->size, err);
	if (status)
		return status;
	struct head head = {side->text, side->size < HEAD_SIZE ? side->size : HEAD_SIZE,
	                    side->size <= HEAD_SIZE};
	if (reader_of(&head) != &reader_folded)
		return STATUS_OK;
	*plain = true;
	return STATUS_OK;
}

enum status sorted_join(const char *const paths[2], unsigned threads, struct output *output,
                        struct sorted_join *join, struct error *err)
{
	struct work work = {.output = output, .plain = true, .share = piece_size(SHARE)};
	pthread_mutex_init(&work.lock, NULL);
	pthread_cond_init(&work.turn_taken, NULL);
	*join = (struct sorted_join){0};
	enum status status = STATUS_OK;
	for (size_t i = 0; i < 2 && !status && work.plain; i++)
		status = side_open(&work.sides[i], paths[i], &work.plain, err);
	if (!status && work.plain)
		status = make_jobs(&work, threads, err);
	if (!status && work.plain)
		parallel_each(threads, work.count, join_job, &work);
	if (!status && goes_on(&work) && work.sides[0].total && work.sides[1].total) {
		join->joined = true;
		parallel_each(threads, work.count, write_job, &work);
		if (!work.plain)
			status = error_set(err, STATUS_FAILED, "%s or %s has changed while it was read",
			                   paths[0], paths[1]);
	}
	if (!status && work.no_memory)
		status = error_no_memory(err);
	for (size_t i = 0; i < work.count; i++)
		free(work.jobs[i].lines);
	free(work.jobs);
	free(work.places);
	for (size_t i = 0; i < 2; i++) {
		join->stacks[i] = work.sides[i].stacks;
		input_close(work.sides[i].input);
	}
	pthread_cond_destroy(&work.turn_taken);
	pthread_mutex_destroy(&work.lock);
	return status;
}
