#include "join/merge_passes.h"

#include "base/hooks.h"
#include "base/vector.h"
#include "join/reduction.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum {
	OPEN_MOST = 256,   /* inputs at a time */
	OPEN_SPARE = 16,   /* descriptors for other purposes */
	OPEN_TESTED = 4,   /* inputs at a time, where tests make pieces small */
	MEMORY = 64 << 20, /* bytes of text in all blocks, about */
	BLOCK_LEAST = 64 << 10,
	BLOCK_MOST = 1 << 20,
};

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

void merge_passes_close(struct sorted_merge *merge)
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
		status = merge_source_open(source, merge->readers, &merge->options,
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
	merge_passes_close(merge);
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
	const struct merge_target target = {into, reduces ? take_stack : NULL, merge->reduction,
	                                    merge->once};
	merge->started = true;
	enum merge_end end = merge_end_of(merge_feed_start(&feed, merge->sources,
	                                                   merge->source_count, block_size(merge),
	                                                   merge->threads, err));
	if (!end)
		end = merge_pass(&feed, &target, &merge->sums, report_progress, merge, err);
	merge_feed_stop(&feed);
	return end;
}

/* The same into a new run. */
static enum merge_end make_run(struct sorted_merge *merge, struct error *err)
{
	struct run run = {.from = spool_end(&merge->runs)};
	merge->sums.stacks = 0;
	if (!vector_reserve(&merge->items, &merge->run_capacity, merge->run_count + 1))
		return merge_end_of(error_no_memory(err));
	enum merge_end end = merge_sources(merge, &merge->runs, err);
	spool_flush(&merge->runs);
	const enum status spooled = end < MERGE_FAILED ? spool_status(&merge->runs, err)
	                                               : STATUS_OK;
	if (spooled)
		return merge_end_of(spooled);
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
		size += input_size(source->input) *
		        (input_is_compressed(source->input) ? MERGE_EXPANDS : 1);
	}
	return hooks.piece_size ||
	       size >= (merge->count > 1 && !merge->reduction ? MERGE_SUITS_FROM : MERGE_SUITS_ONE);
}

/* Merges inputs, as many as may be open at a time, into a run, or all of them into the result. */
static enum merge_end merge_inputs(struct sorted_merge *merge, struct error *err)
{
	size_t left = merge->count - merge->next;
	bool whole = merge->count <= merge->most, plain;
	const enum status opened = open_inputs(merge, left < merge->most ? left : merge->most,
	                                       &plain, err);
	if (opened)
		return merge_end_of(opened);
	if (!plain || (whole && !is_large(merge)) || (merge->reduction && merge->columns > 1))
		return MERGE_ODD;
	enum merge_end end = whole ? merge_sources(merge, &merge->result, err)
	                           : make_run(merge, err);
	for (size_t i = 0; i < merge->source_count && !end; i++)
		if (!merge->sources[i].state.stacks)
			end = MERGE_ODD; /* the reader says what is wrong */
	return end ? end : merge_end_of(close_inputs(merge, err));
}

/* Merges runs until they are few enough, and then into the result. */
static enum merge_end merge_runs(struct sorted_merge *merge, struct error *err)
{
	enum merge_end end = MERGE_DONE;
	while (!end && merge->run_count) {
		bool whole = merge->run_count <= merge->most;
		size_t count = whole ? merge->run_count : merge->most;
		const enum status opened = open_runs(merge, count, err);
		if (opened)
			return merge_end_of(opened);
		end = whole ? merge_sources(merge, &merge->result, err) : make_run(merge, err);
		merge_passes_close(merge);
		if (end) { /* these runs still have all lines */
			merge->run_count -= !whole;
			spool_free(&merge->result);
			return end;
		}
		drop_runs(merge, count);
	}
	return end;
}

enum merge_end merge_passes(struct sorted_merge *merge, struct error *err)
{
	merge->most = most_open();
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
		return merge_end_of(error_no_memory(err));
	return end ? end : merge_end_of(spool_status(&merge->result, err));
}
