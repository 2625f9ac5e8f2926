#include "join/merge_pass.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The stack that a source is at. The first bytes of it, `shared`, are those of the stack that was
 * written last, or that a stack has which sorts before it in the tree; -1: the source has ended. */
struct entry {
	const char *at;
	size_t size;
	int64_t shared;
};

/* A tree of losers: sources are its leaves, nodes hold the one that sorts after the other, nodes[0]
 * the one that sorts first of all. What entries share with the last stack written decides most
 * comparisons: of two stacks that sort after it, the one that shares more of it comes first. */
struct pass {
	struct merge_feed *feed;
	struct spool *into;
	const struct merge_target *target;
	struct merge_sums *sums;
	merge_progress *progress;
	void *context;
	size_t count;
	struct entry *entries;
	size_t *nodes;
	unsigned columns;
	bool refused;       /* by merge_take */
	bool open;          /* a line is being made: */
	size_t open_size;   /* of its stack, ... */
	size_t open_shared; /* ... of which the stack before has so many bytes */
	uint64_t weights[STACKS_COLUMNS_MAX];
	struct error *err;
};

static bool goes_first(struct entry *a, struct entry *b)
{
	if (a->shared != b->shared)
		return a->shared > b->shared;
	if (a->shared < 0)
		return true;
	size_t from = (size_t)a->shared, most = (a->size < b->size ? a->size : b->size);
	size_t same = from + text_shared_start(a->at + from, b->at + from, most - from);
	bool first = same == most ? a->size <= b->size
	                          : (unsigned char)a->at[same] < (unsigned char)b->at[same];
	struct entry *loser = first ? b : a;
	loser->shared = (int64_t)same;
	return first;
}

/* The source has another stack: it goes up the tree as far as it wins. */
static void replay(struct pass *pass, size_t source)
{
	size_t winner = source;
	for (size_t node = (source + pass->count) / 2; node; node /= 2) {
		size_t other = pass->nodes[node];
		if (goes_first(&pass->entries[winner], &pass->entries[other]))
			continue;
		pass->nodes[node] = winner;
		winner = other;
	}
	pass->nodes[0] = winner;
}

/* The winner below a node, whose losers are put into their nodes. */
static size_t play(struct pass *pass, size_t node)
{
	if (node >= pass->count)
		return node - pass->count;
	size_t a = play(pass, 2 * node), b = play(pass, 2 * node + 1);
	bool first = goes_first(&pass->entries[a], &pass->entries[b]);
	pass->nodes[node] = first ? b : a;
	return first ? a : b;
}

/* Brings what was added up to a finer unit; false, with nothing changed, where it does not fit. */
static bool refine(struct pass *pass, unsigned places)
{
	struct merge_sums *sums = pass->sums, finer = *sums;
	unsigned more = places - sums->places;
	uint64_t weights[STACKS_COLUMNS_MAX] = {0};
	bool fits = number_scale(&finer.largest, more);
	for (unsigned c = 0; c < pass->columns; c++) {
		weights[c] = pass->open ? pass->weights[c] : 0;
		fits &= number_scale(&weights[c], more) &&
		        !__builtin_mul_overflow(sums->totals[c], number_power10(more),
		                                &finer.totals[c]);
	}
	if (!fits)
		return false;
	finer.places = places;
	*sums = finer;
	memcpy(pass->weights, weights, pass->columns * sizeof *weights);
	return true;
}

/* Adds the counts of a source's line to those of the line that is being made; false, with nothing
 * changed, where a sum does not fit. */
static bool add_weights(struct pass *pass, const struct sorted_block *block, size_t line)
{
	const uint64_t *weights = block->weights + line * pass->columns;
	uint64_t added[STACKS_COLUMNS_MAX];
	if (block->places > pass->sums->places && !refine(pass, block->places))
		return false;
	for (unsigned c = 0; c < pass->columns; c++) {
		added[c] = weights[c];
		if (!number_scale(&added[c], pass->sums->places - block->places) ||
		    __builtin_add_overflow(added[c], pass->weights[c], &added[c]))
			return false;
	}
	memcpy(pass->weights, added, pass->columns * sizeof *added);
	return true;
}

/* Remembers what the comments before the stacks depend on; false without memory. */
static bool note_stack(struct merge_sums *sums, const char *stack, size_t size)
{
	if (!sums->stacks)
		buffer_append(&sums->first, stack, size);
	if (is_blank(stack[size - 1]) && !sums->blank.size)
		buffer_append(&sums->blank, stack, size);
	return !sums->first.failed && !sums->blank.failed;
}

/* Writes the counts of the line that is being made: there is room. */
static void close_line(struct pass *pass)
{
	struct merge_sums *sums = pass->sums;
	if (!pass->open)
		return;
	char *text = pass->into->data + pass->into->size;
	size_t size = 0;
	for (unsigned c = 0; c < pass->columns; c++) {
		uint64_t weight = pass->weights[c];
		text[size++] = ' ';
		size += sums->places ? decimal_format(text + size, weight, sums->places)
		                     : number_format(text + size, weight);
		sums->totals[c] += weight;
		if (weight > sums->largest)
			sums->largest = weight;
	}
	text[size++] = '\n';
	pass->open = false;
	sums->stacks++;
	const struct merge_target *target = pass->target;
	const struct text stack = {text - pass->open_size, pass->open_size};
	if (target->take)
		pass->refused |= !target->take(target->context, stack, pass->open_shared,
		                               pass->weights[0], sums->places);
	if (!target->take || target->keep)
		spool_add(pass->into, size);
	else
		spool_take_back(pass->into, pass->open_size);
}

/* Begins a line with a stack. */
static enum merge_end open_line(struct pass *pass, const struct entry *entry)
{
	close_line(pass);
	if (pass->refused)
		return MERGE_REFUSED;
	char *text = spool_room(pass->into,
	                        entry->size + pass->columns * (NUMBER_FORMAT_MAX + 1) + 1);
	if (!text)
		return merge_end_of(spool_status(pass->into, pass->err));
	if (!note_stack(pass->sums, entry->at, entry->size))
		return merge_end_of(error_no_memory(pass->err));
	memcpy(text, entry->at, entry->size);
	spool_add(pass->into, entry->size);
	memset(pass->weights, 0, pass->columns * sizeof *pass->weights);
	pass->open = true;
	pass->open_size = entry->size;
	pass->open_shared = (size_t)entry->shared;
	return MERGE_DONE;
}

/* Goes to the line that a source has at source->line, if there is one. */
static enum merge_end enter_line(struct pass *pass, size_t number)
{
	struct merge_source *source = &pass->feed->sources[number];
	struct entry *entry = &pass->entries[number];
	if (source->line == source->blocks[source->current].count) {
		bool more = merge_feed_next(pass->feed, number);
		entry->shared = -1;
		if (!more && source->status) /* otherwise it may be that of the block ahead */
			return merge_end_of(
				error_set(pass->err, source->status, "%s", source->error.text));
		if (!more)
			return source->state.odd ? MERGE_ODD : MERGE_DONE;
		pass->progress(pass->context);
	}
	const struct sorted_block *block = &source->blocks[source->current];
	const struct sorted_line *line = &block->lines[source->line];
	*entry = (struct entry){block->text + line->at, line->size, line->shared};
	return MERGE_DONE;
}

/* Takes the stack that sorts first of all. */
static enum merge_end take_first(struct pass *pass)
{
	size_t number = pass->nodes[0];
	struct merge_source *source = &pass->feed->sources[number];
	const struct entry *entry = &pass->entries[number];
	size_t shared = (size_t)entry->shared;
	enum merge_end end = MERGE_DONE;
	if (!pass->open || shared < entry->size || shared < pass->open_size)
		end = open_line(pass, entry);
	if (!end && !add_weights(pass, &source->blocks[source->current], source->line))
		end = MERGE_OVERFLOW;
	if (end)
		return end;
	source->line++;
	end = enter_line(pass, number);
	replay(pass, number);
	return end;
}

static enum merge_end run(struct pass *pass)
{
	enum merge_end end = MERGE_DONE;
	for (size_t i = 0; i < pass->count && !end; i++)
		end = enter_line(pass, i);
	if (end)
		return end;
	pass->nodes[0] = pass->count > 1 ? play(pass, 1) : 0;
	while (!end && pass->entries[pass->nodes[0]].shared >= 0)
		end = take_first(pass);
	if (end < MERGE_FAILED)
		close_line(pass);
	return !end && pass->refused ? MERGE_REFUSED : end;
}

enum merge_end merge_pass(struct merge_feed *feed, const struct merge_target *target,
                          struct merge_sums *sums, merge_progress *progress, void *context,
                          struct error *err)
{
	struct pass pass = {
		.feed = feed,
		.into = target->spool,
		.target = target,
		.sums = sums,
		.progress = progress,
		.context = context,
		.count = feed->count,
		.entries = calloc(feed->count, sizeof *pass.entries),
		.nodes = calloc(feed->count, sizeof *pass.nodes),
		.columns = feed->sources[0].state.columns,
		.err = err,
	};
	const enum merge_end end = pass.entries && pass.nodes ? run(&pass)
	                                                      : merge_end_of(error_no_memory(err));
	free(pass.entries);
	free(pass.nodes);
	return end;
}

void merge_sums_free(struct merge_sums *sums)
{
	buffer_free(&sums->first);
	buffer_free(&sums->blank);
	*sums = (struct merge_sums){0};
}
