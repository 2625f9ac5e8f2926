#include "join/sorted_merge.h"

#include "base/hooks.h"
#include "base/parallel.h"
#include "advice/advice.h"
#include "base/vector.h"
#include "join/merge_passes.h"
#include "join/reduction.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
	uint64_t least = count > 1 && !reduces ? MERGE_SUITS_FROM : MERGE_SUITS_ONE;
	return !regular || hooks.piece_size || size >= least / MERGE_EXPANDS;
}

static bool all_can_reopen(const char *const *paths, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!input_can_reopen(paths[i]))
			return false;
	return true;
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
	merge->once = !all_can_reopen(paths, count);
	merge->threads = parallel_threads(options->threads);
	merge->total = options->progress ? total_size(paths, count) : 0;
	profile_init(&merge->profile, 1);
	enum merge_end end = merge_passes(merge, err);
	*done = end == MERGE_DONE;
	return end == MERGE_FATAL ? STATUS_FATAL : end == MERGE_FAILED ? STATUS_FAILED : STATUS_OK;
}

/* ---- if it is not possible ---- */

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
	if (!merge->once) {
		merge_passes_close(merge);
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
	merge_passes_close(merge);
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
