#include "join/sorted_merge.h"

#include "base/hooks.h"
#include "advice/advice.h"
#include "base/vector.h"
#include "join/merge_pass.h"
#include "join/reduction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum {
	OPEN_MOST = 256,   /* inputs at a time */
	OPEN_SPARE = 16,   /* descriptors for other purposes */
	OPEN_TESTED = 4,   /* inputs at a time, where tests make pieces small */
	MEMORY = 64 << 20, /* bytes of text in all blocks, about */
	BLOCK_LEAST = 64 << 10,
	BLOCK_MOST = 1 << 20,
	SUITS_FROM = 8 << 20, /* bytes of several inputs from which on they are merged */
	SUITS_ONE = 1 << 30,  /* ... of a single one */
};

/* Lines that were merged before: a part of the temporary file. */
struct run {
	uint64_t from, end;
	uint64_t stacks;
};

/* The same while it is read as an input. */
struct run_text {
	const struct spool *spool;
	uint64_t from, end;
};

struct sorted_merge {
	reader_table *readers;
	struct read_options options;
	const char *const *paths;
	size_t count;
	size_t most; /* sources at a time */
	unsigned threads, columns;
	struct reduction *reduction; /* NULL: the result is written */

	struct merge_source *sources; /* of the present pass: ... */
	size_t source_count;
	size_t next;  /* ... if they are inputs, the first one that is not among them */
	bool started; /* lines were merged */

	struct spool runs, result;
	struct run *items;
	size_t run_count, run_capacity;
	struct merge_sums sums;
	struct profile profile;        /* facts, and what stands for the stacks */
	uint64_t lines, stacks, bytes; /* of inputs that were closed */
	uint64_t done, total;          /* bytes of files, for progress */

	const char **rest_paths; /* for sorted_merge_inputs */
	struct read_begun *begun;
	struct run_text *texts;
	size_t text_count;
	char text_head[32];
};

/* ---- whether to merge ---- */

bool sorted_merge_suits(const char *const *paths, size_t count, bool reduces)
{
	uint64_t size = 0;
	bool regular = true;
	for (size_t i = 0; i < count; i++) {
		struct stat info;
		bool standard = strcmp(paths[i], "-") == 0;
		if (!standard && (stat(paths[i], &info) != 0 || S_ISDIR(info.st_mode)))
			return false;
		regular &= !standard && S_ISREG(info.st_mode);
		size += regular ? (uint64_t)info.st_size : 0;
	}
	if (!regular)
		return !reduces;
	return hooks.piece_size || size >= (count > 1 && !reduces ? SUITS_FROM : SUITS_ONE);
}

/* How many sources may be open at a time. */
static size_t most_open(void)
{
	struct rlimit limit;
	if (hooks.piece_size)
		return OPEN_TESTED;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= OPEN_MOST + OPEN_SPARE)
		return OPEN_MOST;
	return limit.rlim_cur > OPEN_SPARE + 2 ? (size_t)limit.rlim_cur - OPEN_SPARE : 2;
}

static size_t block_size(const struct sorted_merge *merge)
{
	size_t size = MEMORY / 2 / merge->source_count;
	if (hooks.piece_size)
		return hooks.piece_size;
	return size < BLOCK_LEAST ? BLOCK_LEAST : size > BLOCK_MOST ? BLOCK_MOST : size;
}

/* ---- sources ---- */

static enum status make_sources(struct sorted_merge *merge, size_t count, struct error *err)
{
	merge->sources = calloc(count + 1, sizeof *merge->sources);
	merge->source_count = merge->sources ? count : 0;
	return merge->sources ? STATUS_OK : error_no_memory(err);
}

static void close_sources(struct sorted_merge *merge)
{
	for (size_t i = 0; i < merge->source_count; i++)
		merge_source_close(&merge->sources[i]);
	free(merge->sources);
	merge->sources = NULL;
	merge->source_count = 0;
}

static enum status check_columns(struct sorted_merge *merge, const struct merge_source *source,
                                 struct error *err)
{
	unsigned columns = source->state.columns;
	if (!merge->columns)
		merge->columns = columns;
	if (merge->columns == columns)
		return STATUS_OK;
	return error_set(err, STATUS_FAILED,
	                 "%s: %u count%s on each line, but %s has %u: they cannot be added up",
	                 source->name, columns, columns == 1 ? "" : "s",
	                 strcmp(merge->paths[0], "-") == 0 ? "standard input" : merge->paths[0],
	                 merge->columns);
}

/* Opens the next inputs, `count` of them. *plain: they are folded text. */
static enum status open_inputs(struct sorted_merge *merge, size_t count, bool *plain,
                               struct error *err)
{
	enum status status = make_sources(merge, count, err);
	*plain = true;
	for (size_t i = 0; i < count && !status && *plain; i++) {
		struct merge_source *source = &merge->sources[i];
		status = merge_source_open(source, merge->readers, merge->options.format,
		                           merge->paths[merge->next], merge->count > 1, err);
		merge->source_count = i + 1;
		merge->next++;
		*plain = !status && source->state.columns;
		if (*plain)
			status = check_columns(merge, source, err);
	}
	return status;
}

/* What the comments of inputs that were merged say is added up, and they are closed. */
static enum status close_inputs(struct sorted_merge *merge, struct error *err)
{
	static const struct frames none; /* the names are not known, only their codes */
	struct profile *profile = &merge->profile;
	for (size_t i = 0; i < merge->source_count; i++) {
		struct merge_source *source = &merge->sources[i];
		facts_merge(&profile->facts, &none, &source->state.facts, &none, 0);
		origins_tidy(&profile->facts.origins);
		marks_merge(&profile->marks, &source->state.marks);
		merge->lines += source->state.lines;
		merge->stacks += source->state.stacks;
		merge->bytes += source->bytes;
		merge->done += source->input ? input_position(source->input) : 0;
	}
	close_sources(merge);
	if (profile->facts.origins.failed || profile->marks.names.failed)
		return error_no_memory(err);
	return merge->count > 1 ? facts_check_unit(&profile->facts, err) : STATUS_OK;
}

/* ---- passes ---- */

static void report_progress(void *merge_)
{
	const struct sorted_merge *merge = merge_;
	const struct read_options *options = &merge->options;
	uint64_t done = merge->done;
	if (!options->progress)
		return;
	for (size_t i = 0; i < merge->source_count; i++)
		done += merge->sources[i].position;
	options->progress(options->progress_context,
	                  merge->total && done > merge->total ? merge->total : done, merge->total);
}

static bool take_stack(void *reduction, struct text stack, size_t shared, uint64_t weight,
                       unsigned places)
{
	return reduction_add(reduction, stack, shared, weight, places);
}

/* Merges the sources at hand. */
static enum merge_end merge_sources(struct sorted_merge *merge, struct spool *into,
                                    struct error *err)
{
	struct merge_feed feed;
	const bool reduces = merge->reduction && into == &merge->result;
	const struct merge_target target = {into, reduces ? take_stack : NULL, merge->reduction};
	enum merge_end end = MERGE_FAILED;
	merge->started = true;
	if (!merge_feed_start(&feed, merge->sources, merge->source_count, block_size(merge),
	                      merge->threads, err))
		end = merge_pass(&feed, &target, &merge->sums, report_progress, merge, err);
	merge_feed_stop(&feed);
	return end;
}

/* The same into a new run. */
static enum merge_end make_run(struct sorted_merge *merge, struct error *err)
{
	struct run run = {.from = spool_end(&merge->runs)};
	merge->sums.stacks = 0;
	if (!vector_reserve(&merge->items, &merge->run_capacity, merge->run_count + 1)) {
		error_no_memory(err);
		return MERGE_FAILED;
	}
	enum merge_end end = merge_sources(merge, &merge->runs, err);
	spool_flush(&merge->runs);
	if (end != MERGE_FAILED && spool_status(&merge->runs, err))
		return MERGE_FAILED;
	run.end = spool_end(&merge->runs);
	run.stacks = merge->sums.stacks;
	merge->items[merge->run_count++] = run;
	return end;
}

/* Removes the first runs, which were merged. */
static void drop_runs(struct sorted_merge *merge, size_t count)
{
	if (count)
		spool_forget(&merge->runs, merge->items[count - 1].end);
	merge->run_count -= count;
	memmove(merge->items, merge->items + count, merge->run_count * sizeof *merge->items);
}

/* Makes sources of the first runs; what was added up begins anew, as their lines are merged again.
 */
static enum status open_runs(struct sorted_merge *merge, size_t count, struct error *err)
{
	merge_sums_free(&merge->sums);
	enum status status = make_sources(merge, count, err);
	for (size_t i = 0; i < count && !status; i++)
		merge_source_run(&merge->sources[i], &merge->runs, merge->items[i].from,
		                 merge->items[i].end, merge->columns);
	return status;
}

/* Whether the inputs, which are all open, are worth it, now that the first bytes are known. */
static bool is_large(const struct sorted_merge *merge)
{
	uint64_t size = 0;
	for (size_t i = 0; i < merge->source_count; i++) {
		const struct merge_source *source = &merge->sources[i];
		if (!input_size(source->input) && !source->head.whole)
			return true;
		size += input_size(source->input);
	}
	return hooks.piece_size || size >= (merge->count > 1 ? SUITS_FROM : SUITS_ONE);
}

/* Merges inputs, as many as may be open at a time, into a run, or all of them into the result. */
static enum merge_end merge_inputs(struct sorted_merge *merge, struct error *err)
{
	size_t left = merge->count - merge->next;
	bool whole = merge->count <= merge->most, plain;
	if (open_inputs(merge, left < merge->most ? left : merge->most, &plain, err))
		return MERGE_FAILED;
	if (!plain || (whole && !is_large(merge)) || (merge->reduction && merge->columns > 1))
		return MERGE_ODD;
	enum merge_end end = whole ? merge_sources(merge, &merge->result, err)
	                           : make_run(merge, err);
	for (size_t i = 0; i < merge->source_count && !end; i++)
		if (!merge->sources[i].state.stacks)
			end = MERGE_ODD; /* the reader says what is wrong */
	if (!end && close_inputs(merge, err))
		return MERGE_FAILED;
	return end;
}

/* Merges runs until they are few enough, and then into the result. */
static enum merge_end merge_runs(struct sorted_merge *merge, struct error *err)
{
	enum merge_end end = MERGE_DONE;
	while (!end && merge->run_count) {
		bool whole = merge->run_count <= merge->most;
		size_t count = whole ? merge->run_count : merge->most;
		if (open_runs(merge, count, err))
			return MERGE_FAILED;
		end = whole ? merge_sources(merge, &merge->result, err) : make_run(merge, err);
		close_sources(merge);
		if (end) { /* these runs still have all lines */
			merge->run_count -= !whole;
			spool_free(&merge->result);
			return end;
		}
		drop_runs(merge, count);
	}
	return end;
}

static enum merge_end merge_all(struct sorted_merge *merge, struct error *err)
{
	enum merge_end end = MERGE_DONE;
	while (!end && merge->next < merge->count)
		end = merge_inputs(merge, err);
	if (!end)
		end = merge_runs(merge, err);
	if (!end && !merge->sums.stacks)
		return MERGE_ODD; /* the other way explains */
	for (unsigned c = 0; !end && c < merge->columns; c++)
		if (merge->sums.totals[c] > UINT64_MAX)
			return MERGE_OVERFLOW;
	if (merge->reduction && merge->reduction->no_memory)
		error_no_memory(err);
	else if (end || !spool_status(&merge->result, err))
		return end;
	return MERGE_FAILED;
}

static uint64_t total_size(const char *const *paths, size_t count)
{
	uint64_t total = 0;
	for (size_t i = 0; i < count; i++) {
		const struct input_source source = {.kind = INPUT_PATH, .name = paths[i]};
		uint64_t size = input_source_size(&source);
		if (!size)
			return 0;
		total += size;
	}
	return total;
}

enum status sorted_merge_run(reader_table *readers, const char *const *paths, size_t count,
                             const struct read_options *options, struct reduction *reduction,
                             struct sorted_merge **opened, bool *done, struct error *err)
{
	struct sorted_merge *merge = calloc(1, sizeof *merge);
	*opened = merge;
	*done = false;
	if (!merge)
		return error_no_memory(err);
	merge->readers = readers;
	merge->options = *options;
	merge->paths = paths;
	merge->reduction = reduction;
	merge->count = count;
	merge->most = most_open();
	merge->threads = parallel_threads(options->threads);
	merge->total = options->progress ? total_size(paths, count) : 0;
	profile_init(&merge->profile, 1);
	enum merge_end end = merge_all(merge, err);
	*done = end == MERGE_DONE;
	return end == MERGE_FAILED ? STATUS_FAILED : STATUS_OK;
}

/* ---- if it is not possible ---- */

static bool all_can_reopen(const struct sorted_merge *merge)
{
	for (size_t i = 0; i < merge->count; i++)
		if (!input_can_reopen(merge->paths[i]))
			return false;
	return true;
}

static ssize_t read_run(void *text_, void *bytes, size_t size)
{
	struct run_text *text = text_;
	if (size > text->end - text->from)
		size = (size_t)(text->end - text->from);
	ssize_t n = spool_read(text->spool, bytes, size, text->from);
	text->from += n > 0 ? (uint64_t)n : 0;
	return n;
}

/* A text of merged lines becomes an input. */
static bool begin_text(struct sorted_merge *merge, size_t i, const struct spool *spool,
                       struct run run)
{
	struct run_text *text = &merge->texts[i - merge->count];
	struct read_begun *begun = &merge->begun[i];
	const struct input_source source = {
		.kind = INPUT_CALLBACK, .name = "merged stacks", .read = read_run, .context = text};
	*text = (struct run_text){spool, run.from, run.end};
	*begun = (struct read_begun){
		.head = {merge->text_head, strlen(merge->text_head), false},
		.made = true,
		.lines = 0 - run.stacks,
		.stacks = 0 - run.stacks,
		.bytes = run.from - run.end,
	};
	merge->rest_paths[i] = source.name;
	return input_open_source(&source, &begun->input, NULL) == STATUS_OK;
}

/* An input that was merged to its end has no more bytes. */
static bool begin_closed(struct sorted_merge *merge, size_t i)
{
	const struct input_source source = {.kind = INPUT_MEMORY, .name = merge->paths[i]};
	merge->begun[i].head = (struct head){merge->text_head, strlen(merge->text_head), true};
	merge->begun[i].made = true;
	return input_open_source(&source, &merge->begun[i].input, NULL) == STATUS_OK;
}

/* An input that is open: the rest of it, or all of it if nothing was merged. */
static bool begin_open(struct sorted_merge *merge, size_t i, struct merge_source *source)
{
	struct read_begun *begun = &merge->begun[i];
	if (!merge->started && input_can_reopen(merge->paths[i]))
		return true;
	const struct merge_rest rest = merge_source_rest(source);
	*begun = (struct read_begun){
		.input = source->input,
		.early = rest.text,
		.early_size = rest.size,
		.ended = source->head.whole,
		.head = merge->started ? source->head : (struct head){0},
		.facts = &source->state.facts,
		.marks = &source->state.marks,
		.lines = rest.lines,
		.stacks = rest.stacks,
		.bytes = source->bytes - rest.size,
	};
	source->input = NULL; /* the reading closes it */
	return rest.text;
}

/* All inputs and texts; false without memory. */
static bool begin_all(struct sorted_merge *merge, size_t texts)
{
	size_t first_open = merge->next - merge->source_count, count = merge->count;
	bool ok = true;
	snprintf(merge->text_head, sizeof merge->text_head, "# columns: %u;\n", merge->columns);
	for (size_t i = 0; ok && i < count; i++) {
		merge->rest_paths[i] = merge->paths[i];
		if (i < first_open)
			ok = begin_closed(merge, i);
		else if (i < merge->next)
			ok = begin_open(merge, i, &merge->sources[i - first_open]);
	}
	for (size_t i = 0; ok && i < merge->run_count; i++)
		ok = begin_text(merge, count + i, &merge->runs, merge->items[i]);
	const struct run result = {0, spool_end(&merge->result), merge->sums.stacks};
	if (ok && texts > merge->run_count)
		ok = begin_text(merge, count + merge->run_count, &merge->result, result);
	if (ok && texts) { /* what inputs that were closed had */
		struct read_begun *begun = &merge->begun[count];
		begun->lines += merge->lines;
		begun->stacks += merge->stacks;
		begun->bytes += merge->bytes;
		begun->facts = &merge->profile.facts;
		begun->marks = &merge->profile.marks;
	}
	return ok;
}

const char *const *sorted_merge_inputs(struct sorted_merge *merge, size_t *count,
                                       struct read_options *options)
{
	size_t texts = merge->run_count + (spool_end(&merge->result) > 0);
	*count = merge->count;
	if (all_can_reopen(merge)) {
		close_sources(merge);
		return merge->paths;
	}
	merge->rest_paths = calloc(merge->count + texts + 1, sizeof *merge->rest_paths);
	merge->begun = calloc(merge->count + texts + 1, sizeof *merge->begun);
	merge->texts = calloc(texts + 1, sizeof *merge->texts);
	if (!merge->rest_paths || !merge->begun || !merge->texts || !begin_all(merge, texts))
		return NULL;
	merge->text_count = texts;
	*count += texts;
	options->begun = merge->begun;
	options->begun_texts = texts;
	return merge->rest_paths;
}

/* ---- if it is ---- */

/* Adds a stack by its text; what it weighs is not added. */
static uint32_t add_stack(struct profile *profile, const struct buffer *text)
{
	const char *at = text->data, *end = at + text->size;
	uint32_t *ids = NULL, stack = STACK_NONE;
	size_t depth = 0, capacity = 0;
	bool ok = true;
	while (ok && at <= end) {
		const char *stop = at < end ? memchr(at, ';', (size_t)(end - at)) : NULL;
		size_t size = (size_t)((stop ? stop : end) - at);
		ok = vector_reserve(&ids, &capacity, depth + 1);
		if (ok)
			ids[depth++] = frames_intern(&profile->frames, at, size);
		ok = ok && ids[depth - 1] != FRAME_NONE;
		at += size + 1;
	}
	if (ok)
		stack = stacks_intern(&profile->stacks, ids, depth);
	free(ids);
	return stack;
}

/* The first stack gets the weight of all. */
static enum status make_profile(struct sorted_merge *merge, struct error *err)
{
	struct profile *profile = &merge->profile;
	const struct merge_sums *sums = &merge->sums;
	enum status status = STATUS_OK;
	stacks_init(&profile->stacks, merge->columns);
	uint32_t first = add_stack(profile, &sums->first);
	if (first == STACK_NONE ||
	    (sums->blank.size && add_stack(profile, &sums->blank) == STACK_NONE))
		return error_no_memory(err);
	for (unsigned c = 0; c < merge->columns && !status; c++)
		status = stacks_add_sum(&profile->stacks, first, c, sums->totals[c], sums->places,
		                        err);
	return status;
}

enum status sorted_merge_conclude(struct sorted_merge *merge, struct read_account *account,
                                  const struct profile **made, struct error *err)
{
	struct advice_basis basis = {0};
	struct advice_list advice = {0};
	struct profile *profile = &merge->profile;
	*made = profile;
	*account = (struct read_account){
		.samples = merge->stacks,
		.sums = merge->stacks,
		.kept = merge->stacks,
		.lines = merge->lines,
		.bytes = merge->bytes,
	};
	enum status status = make_profile(merge, err);
	if (status)
		return status;
	if (merge->options.no_advice)
		facts_forget_advice(&profile->facts);
	else
		status = advice_make(&basis, profile, &advice, err);
	account->advice = advice.items;
	account->advice_count = advice.count;
	return status;
}

enum status sorted_merge_describe(struct sorted_merge *merge, struct profile *profile,
                                  struct error *err)
{
	profile->facts = merge->profile.facts;
	profile->marks = merge->profile.marks;
	merge->profile.facts = (struct facts){0};
	merge->profile.marks = (struct marks){0};
	origins_resolve(&profile->facts.origins, &profile->frames);
	return profile->facts.origins.failed ? error_no_memory(err) : STATUS_OK;
}

uint64_t sorted_merge_stacks(const struct sorted_merge *merge)
{
	return merge->sums.stacks;
}

enum status sorted_merge_write(struct sorted_merge *merge, bool plain, struct output *output,
                               struct error *err)
{
	if (!plain && !profile_write_head(&merge->profile, 0, output))
		return error_no_memory(err);
	enum status status = spool_copy(&merge->result, output, err);
	/* the names of frames are not known, and their origins only as comments had them */
	if (!status && !plain && !profile_write_tail(&merge->profile, NULL, output))
		status = error_no_memory(err);
	return status;
}

void sorted_merge_close(struct sorted_merge *merge)
{
	if (!merge)
		return;
	for (size_t i = 0; merge->begun && i < merge->count + merge->text_count; i++) {
		input_close(merge->begun[i].input);
		free(merge->begun[i].early);
	}
	close_sources(merge);
	spool_free(&merge->runs);
	spool_free(&merge->result);
	merge_sums_free(&merge->sums);
	profile_free(&merge->profile);
	free(merge->items);
	free(merge->rest_paths);
	free(merge->begun);
	free(merge->texts);
	free(merge);
}
