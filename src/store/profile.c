#include "store/profile.h"

#include "base/buffer.h"
#include "base/vector.h"
#include "store/counts.h"
#include "store/sort.h"

#include <stdlib.h>
#include <string.h>

void profile_init(struct profile *profile, unsigned columns)
{
	*profile = (struct profile){0};
	stacks_init(&profile->stacks, columns);
}

/* Converts both weights of an occurrence, in units of 10^-finest, to the largest number of places,
 * at most `places`, with which they fit 64 bits. */
static void set_occurrence(struct profile *profile, struct occurrence *at, number_wide first,
                           number_wide last, unsigned finest, unsigned places)
{
	for (;; places--) {
		bool exact = true;
		number_wide a = number_round(first, finest - places, &exact);
		number_wide b = number_round(last, finest - places, &exact);
		if (places && (a > UINT64_MAX || b > UINT64_MAX))
			continue;
		at->places = places;
		at->first = (uint64_t)a;
		at->weight = (uint64_t)b;
		if (!exact)
			stacks_note_rounding(&profile->stacks, places);
		return;
	}
}

/* Notes the position of a stack in the input. */
static enum status sequence_add(struct profile *profile, uint32_t stack,
                                const struct decimal *weights, struct error *err)
{
	unsigned last = profile->stacks.columns - 1;
	unsigned places =
		profile->stacks.places; /* at least that of the weights: stacks_add ensured it */
	struct occurrence now = {.stack = stack};
	set_occurrence(profile, &now,
	               weights[0].value * (number_wide)number_power10(places - weights[0].places),
	               weights[last].value *
	                       (number_wide)number_power10(places - weights[last].places),
	               places, places);
	size_t n = profile->sequence_count;
	struct occurrence *before = n ? &profile->sequence[n - 1] : NULL;
	if (before && before->stack == stack && before->places == now.places &&
	    !__builtin_add_overflow(now.first, before->first, &now.first) &&
	    !__builtin_add_overflow(now.weight, before->weight, &now.weight)) {
		*before = now;
		return STATUS_OK;
	}
	if (!vector_reserve(&profile->sequence, &profile->sequence_capacity, n + 1))
		return error_no_memory(err);
	profile->sequence[n] = now;
	profile->sequence_count++;
	return STATUS_OK;
}

enum status profile_fit(struct profile *profile, enum stacks_sums sums, struct error *err)
{
	enum status status = stacks_fit(&profile->stacks, sums, err);
	unsigned places = profile->stacks.places;
	for (size_t i = 0; !status && i < profile->sequence_count; i++) {
		struct occurrence *at = &profile->sequence[i];
		if (at->places > places)
			set_occurrence(profile, at, at->first, at->weight, at->places, places);
	}
	return status;
}

enum status profile_add_to(struct profile *profile, uint32_t stack, const struct decimal *weights,
                           struct error *err)
{
	if (!profile->stacks.items[stack].depth)
		return STATUS_OK;
	enum status status = stacks_add_row(&profile->stacks, stack, weights, err);
	if (status)
		return status;
	return profile->keep_order ? sequence_add(profile, stack, weights, err) : STATUS_OK;
}

enum status profile_add(struct profile *profile, const uint32_t *frames, size_t depth,
                        const struct decimal *weights, struct error *err)
{
	if (!depth)
		return STATUS_OK;
	uint32_t id = stacks_intern(&profile->stacks, frames, depth);
	return id == STACK_NONE ? error_no_memory(err) : profile_add_to(profile, id, weights, err);
}

/* Adds the stacks of `from`, map[] converts its frame ids to those of `into`; ids has room for the
 * deepest stack. */
static enum status merge_stacks(struct profile *into, const struct stacks *from,
                                const uint32_t *map, uint32_t *ids, unsigned column,
                                struct error *err)
{
	for (size_t i = 0; i < from->count; i++) {
		const struct stack *stack = &from->items[i];
		for (size_t d = 0; d < stack->depth; d++)
			ids[d] = map[stack->frames[d]];
		uint32_t id = stacks_intern(&into->stacks, ids, stack->depth);
		if (id == STACK_NONE)
			return error_no_memory(err);
		enum status status = stacks_add_row_of(&into->stacks, id, column, from, i, err);
		if (status)
			return status;
	}
	stacks_note_rounding(&into->stacks, from->rounded);
	return STATUS_OK;
}

/* The id in `into` of each frame; new frames are added. NULL without memory. */
static uint32_t *map_frames(struct frames *into, const struct frames *from)
{
	uint32_t *map = malloc((from->count + 1) * sizeof *map);
	for (size_t i = 0; map && i < from->count; i++) {
		map[i] = frames_intern(into, from->items[i].name, from->items[i].size);
		if (map[i] == FRAME_NONE) {
			free(map);
			map = NULL;
		}
	}
	return map;
}

enum status profile_merge_stacks(struct profile *into, const struct frames *frames,
                                 const struct stacks *from, unsigned column, struct error *err)
{
	size_t deepest = 0;
	for (size_t i = 0; i < from->count; i++)
		if (from->items[i].depth > deepest)
			deepest = from->items[i].depth;
	uint32_t *map = map_frames(&into->frames, frames);
	uint32_t *ids = malloc((deepest + 1) * sizeof *ids);
	enum status status = map && ids ? merge_stacks(into, from, map, ids, column, err)
	                                : error_no_memory(err);
	free(map);
	free(ids);
	return status;
}

enum status profile_take_stacks(struct profile *into, const struct frames *frames,
                                struct stacks *from, uint32_t *ids, struct error *err)
{
	uint32_t *map = map_frames(&into->frames, frames);
	enum status status = map ? stacks_take(&into->stacks, from, map, ids, err)
	                         : error_no_memory(err);
	free(map);
	return status;
}

enum status profile_merge(struct profile *into, const struct profile *from, unsigned column,
                          struct error *err)
{
	enum status status = profile_merge_stacks(into, &from->frames, &from->stacks, column, err);
	if (!status) {
		facts_merge(&into->facts, &into->frames, &from->facts, &from->frames, column);
		if (into->facts.origins.failed)
			status = error_no_memory(err);
	}
	return status;
}

/* The text of the current line: frames that it shares with the previous line stay. */
struct line {
	struct buffer text;
	size_t *ends; /* ends[d]: number of bytes up to the end of frame d */
	size_t capacity;
};

static bool line_set(struct line *line, const struct stack *stack, size_t shared,
                     const struct frames *frames)
{
	if (!vector_reserve(&line->ends, &line->capacity, stack->depth))
		return false;
	line->text.size = shared ? line->ends[shared - 1] : 0;
	for (size_t d = shared; d < stack->depth; d++) {
		const struct frame *frame = &frames->items[stack->frames[d]];
		char *room = buffer_room(&line->text, (size_t)frame->size + 1);
		if (!room)
			return false;
		size_t at = 0;
		if (d)
			room[at++] = ';';
		memcpy(room + at, frame->name, frame->size);
		line->text.size += at + frame->size;
		line->ends[d] = line->text.size;
	}
	return true;
}

static void write_weights(const struct stacks *stacks, uint32_t id, struct output *output)
{
	char text[STACKS_COLUMNS_MAX * (NUMBER_FORMAT_MAX + 1) + 1];
	size_t size = 0;
	for (unsigned c = 0; c < stacks->columns; c++) {
		text[size++] = ' ';
		size += decimal_format(text + size,
		                       stacks->weights[(size_t)id * stacks->columns + c],
		                       stacks->places);
	}
	text[size++] = '\n';
	output_write(output, text, size);
}

bool profile_write_head(const struct profile *profile, uint32_t first, struct output *output)
{
	struct buffer text = {0}, columns = {0};
	marks_write(&profile->marks, &text);
	facts_write(&profile->facts, profile->stacks.columns, &text);
	if (profile->stacks.count &&
	    counts_unclear(&profile->frames, &profile->stacks, first, text.size))
		counts_write(profile->stacks.columns, &columns);
	output_write(output, columns.data, columns.size);
	output_write(output, text.data, text.size);
	bool ok = !text.failed && !columns.failed;
	buffer_free(&columns);
	buffer_free(&text);
	return ok;
}

bool profile_write_tail(const struct profile *profile, const bool *used, struct output *output)
{
	struct buffer text = {0};
	origins_write(&profile->facts.origins, &profile->frames, used, &text);
	output_write(output, text.data, text.size);
	bool ok = !text.failed;
	buffer_free(&text);
	return ok;
}

/* Writes the stacks and notes their frames. */
static bool write_stacks(const struct profile *profile, const struct sorted_stacks *sorted,
                         bool *used, struct output *output)
{
	struct line line = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < sorted->count; i++) {
		const struct stack *stack = &profile->stacks.items[sorted->ids[i]];
		ok = line_set(&line, stack, sorted->shared[i], &profile->frames);
		for (size_t d = sorted->shared[i]; ok && d < stack->depth; d++)
			used[stack->frames[d]] = true;
		if (!ok)
			break;
		output_write(output, line.text.data, line.text.size);
		write_weights(&profile->stacks, sorted->ids[i], output);
	}
	buffer_free(&line.text);
	free(line.ends);
	return ok;
}

enum status profile_write_folded(const struct profile *profile, bool plain, struct output *output,
                                 struct error *err)
{
	struct sorted_stacks sorted;
	enum status status = stacks_sort(&profile->stacks, &profile->frames, ORDER_STACK, &sorted,
	                                 err);
	if (status)
		return status;
	bool *used = calloc(profile->frames.count + 1, sizeof *used);
	uint32_t first = sorted.count ? sorted.ids[0] : 0;
	bool ok = used && (plain || profile_write_head(profile, first, output)) &&
	          write_stacks(profile, &sorted, used, output) &&
	          (plain || profile_write_tail(profile, used, output));
	free(used);
	sorted_stacks_free(&sorted);
	return ok ? STATUS_OK : error_no_memory(err);
}

enum status profile_save_folded(const struct profile *profile, bool plain, const char *path,
                                struct error *err)
{
	struct output output;
	enum status status = output_open(&output, path, err);
	if (status)
		return status;
	status = profile_write_folded(profile, plain, &output, err);
	return output_finish(&output, status, err);
}

enum status profile_common_roots(const struct profile *profile, bool *common, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	uint8_t *seen = calloc(profile->frames.count + 1, 1); /* in which columns */
	*common = false;
	if (!seen)
		return error_no_memory(err);
	for (size_t i = 0; i < stacks->count && !*common; i++) {
		const uint64_t *weights = stacks->weights + i * stacks->columns;
		if (!stacks->items[i].depth)
			continue;
		uint8_t *root = &seen[stacks->items[i].frames[0]];
		*root |= (uint8_t)((weights[0] > 0) | (weights[1] > 0) << 1);
		*common = *root == 3;
	}
	free(seen);
	return STATUS_OK;
}

void profile_free(struct profile *profile)
{
	frames_free(&profile->frames);
	stacks_free(&profile->stacks);
	free(profile->sequence);
	marks_free(&profile->marks);
	facts_free(&profile->facts);
	samples_free(&profile->samples);
	*profile = (struct profile){0};
}
