#include "join/reduction.h"

#include "base/number.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* From which on items are reduced anew, as the limit rises. */
enum {
	TIDY_FROM = 1 << 16,      /* items */
	TIDY_FROM_TEXT = 8 << 20, /* bytes of their stacks */
};

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Removes the items from a place on. */
static void drop_items(struct reduction *reduction, size_t count)
{
	if (count < reduction->count)
		reduction->text.size = reduction->items[count].text;
	while (reduction->count > count)
		reduction->last_shared = smaller(reduction->last_shared,
		                                 reduction->items[--reduction->count].shared);
}

/* The item, the last one, takes the place of the one before it. */
static void replace_before(struct reduction *reduction)
{
	struct reduced *item = &reduction->items[reduction->count - 1];
	char *text = reduction->text.data;
	size_t size = reduction->text.size - item->text, kept = 0;
	if (item->shared > item[-1].shared) /* of that one's text */
		kept = item->shared - item[-1].shared;
	if (size)
		memmove(text + item[-1].text + kept, text + item->text, size);
	item->weight += item[-1].weight;
	item->text = item[-1].text;
	item->shared = smaller(item->shared, item[-1].shared);
	item[-1] = *item;
	reduction->text.size = item->text + kept + size;
	reduction->count--;
}

/* A frame that closes is too narrow: one item is left of what is below it, and joins narrow frames
 * before it if all are too narrow together. */
static void make_narrow(struct reduction *reduction, size_t depth)
{
	const struct reduced_frame *frame = &reduction->open[depth];
	struct reduced *item = &reduction->items[frame->first];
	size_t parent = depth ? reduction->open[depth - 1].first : 0;
	uint64_t weight = reduction->weight - frame->from;
	if (frame->first + 1 < reduction->count)
		drop_items(reduction, frame->first + 1);
	*item = (struct reduced){item->text, item->shared,        weight,
	                         weight,     (uint32_t)depth + 1, false};
	if (frame->first == parent || item[-1].narrow != depth + 1 ||
	    item[-1].group + weight >= reduction->below)
		return;
	item->group += item[-1].group;
	item->last = true;
	if (item[-1].last)
		replace_before(reduction);
}

static void close_frames(struct reduction *reduction, size_t depth)
{
	while (reduction->open_count > depth) {
		size_t last = --reduction->open_count;
		if (reduction->weight - reduction->open[last].from < reduction->below)
			make_narrow(reduction, last);
	}
}

/* How many frames of the last stack the next one begins with, if it has so many of its bytes. */
static size_t shared_frames(const struct reduction *reduction, struct text stack, size_t shared)
{
	size_t n = reduction->open_count;
	while (n && (reduction->open[n - 1].end > shared ||
	             (reduction->open[n - 1].end < stack.size &&
	              stack.at[reduction->open[n - 1].end] != ';')))
		n--;
	return n;
}

/* Opens the frames that the stack before does not have. */
static bool open_frames(struct reduction *reduction, struct text stack)
{
	size_t at = reduction->open_count ? reduction->open[reduction->open_count - 1].end + 1 : 0;
	while (at <= stack.size) {
		const char *end = at < stack.size ? memchr(stack.at + at, ';', stack.size - at)
		                                  : NULL;
		size_t stop = end ? (size_t)(end - stack.at) : stack.size;
		if (!vector_reserve(&reduction->open, &reduction->open_capacity,
		                    reduction->open_count + 1))
			return false;
		reduction->open[reduction->open_count++] = (struct reduced_frame){
			stop, reduction->count, reduction->weight};
		at = stop + 1;
	}
	return true;
}

/* Adds a stack, or an item of an earlier reduction. */
static bool add(struct reduction *reduction, struct text stack, size_t shared, uint64_t weight)
{
	close_frames(reduction, shared_frames(reduction, stack, shared));
	if (!open_frames(reduction, stack) ||
	    !vector_reserve(&reduction->items, &reduction->capacity, reduction->count + 1))
		return false;
	shared = reduction->count ? smaller(shared, reduction->last_shared) : 0;
	reduction->items[reduction->count++] = (struct reduced){
		.text = reduction->text.size, .shared = shared, .weight = weight};
	if (shared < stack.size)
		buffer_append(&reduction->text, stack.at + shared, stack.size - shared);
	reduction->last_shared = stack.size;
	reduction->weight += weight;
	return !reduction->text.failed;
}

/* Makes the stack of an item of that of the item before. */
static struct text stack_of_item(const struct reduction *reduction, size_t i, struct buffer *stack)
{
	size_t at = reduction->items[i].text;
	size_t end = i + 1 < reduction->count ? reduction->items[i + 1].text : reduction->text.size;
	stack->size = reduction->items[i].shared;
	if (at < end)
		buffer_append(stack, reduction->text.data + at, end - at);
	return (struct text){stack->data, stack->size};
}

/* Reduces the items anew, now that all weigh more. */
static bool tidy(struct reduction *reduction)
{
	struct reduction again = {
		.places = reduction->places,
		.below = reduction->limit(reduction->context, reduction->weight, reduction->places),
	};
	struct buffer text = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < reduction->count; i++) {
		struct text stack = stack_of_item(reduction, i, &text);
		ok = !text.failed &&
		     add(&again, stack, reduction->items[i].shared, reduction->items[i].weight);
	}
	buffer_free(&text);
	free(reduction->text.data);
	free(reduction->items);
	free(reduction->open);
	reduction->text = again.text;
	reduction->items = again.items;
	reduction->count = reduction->tidied = again.count;
	reduction->last_shared = again.last_shared;
	reduction->tidied_text = again.text.size;
	reduction->capacity = again.capacity;
	reduction->open = again.open;
	reduction->open_count = again.open_count;
	reduction->open_capacity = again.open_capacity;
	reduction->below = again.below;
	return ok;
}

/* Brings the weights to a finer unit; false where they do not fit. */
static bool refine(struct reduction *reduction, unsigned places)
{
	unsigned more = places - reduction->places;
	uint64_t all = reduction->weight;
	if (!number_scale(&all, more))
		return false; /* no weight is larger than the sum */
	reduction->weight = all;
	for (size_t i = 0; i < reduction->count; i++) {
		number_scale(&reduction->items[i].weight, more);
		number_scale(&reduction->items[i].group, more);
	}
	for (size_t i = 0; i < reduction->open_count; i++)
		number_scale(&reduction->open[i].from, more);
	number_scale(&reduction->below, more);
	number_scale(&reduction->divisor, more);
	reduction->places = places;
	return true;
}

/* Whether the lines of two stacks, counts included, may sort in another order than the stacks. */
static bool other_order(struct text stack, struct text before, size_t shared)
{
	if (shared < before.size || shared == stack.size)
		return false;
	unsigned char next = (unsigned char)stack.at[shared];
	return next < ' ' ||
	       (next == ' ' && (shared + 1 == stack.size || stack.at[shared + 1] <= '9'));
}

/* Whether there is enough, and twice as much as after the last tidying. */
static bool has_grown(size_t now, size_t before, size_t least)
{
	return now >= least && now / 2 >= before;
}

bool reduction_add(struct reduction *reduction, struct text stack, size_t shared, uint64_t weight,
                   unsigned places)
{
	struct text last = {NULL, 0};
	if (reduction->open_count)
		last.size = reduction->open[reduction->open_count - 1].end;
	reduction->odd |= places > reduction->places && !refine(reduction, places);
	reduction->odd |= last.size && other_order(stack, last, shared);
	reduction->odd |= reduction->weight + weight < weight;
	if (reduction->odd)
		return false;
	reduction->divisor = number_common_divisor(reduction->divisor, weight);
	if (has_grown(reduction->count, reduction->tidied, TIDY_FROM) ||
	    has_grown(reduction->text.size, reduction->tidied_text, TIDY_FROM_TEXT))
		reduction->no_memory |= !tidy(reduction);
	reduction->no_memory |= !add(reduction, stack, shared, weight);
	return !reduction->no_memory;
}

static uint32_t intern(struct profile *profile, struct text stack, uint32_t **ids, size_t *capacity)
{
	size_t depth = 0;
	for (size_t at = 0; at <= stack.size;) {
		const char *end = at < stack.size ? memchr(stack.at + at, ';', stack.size - at)
		                                  : NULL;
		size_t size = (end ? (size_t)(end - stack.at) : stack.size) - at;
		if (!vector_reserve(ids, capacity, depth + 1))
			return STACK_NONE;
		(*ids)[depth] = frames_intern(&profile->frames, stack.at + at, size);
		if ((*ids)[depth++] == FRAME_NONE)
			return STACK_NONE;
		at += size + 1;
	}
	return stacks_intern(&profile->stacks, *ids, depth);
}

enum status reduction_finish(struct reduction *reduction, struct profile *profile, bool *same,
                             struct error *err)
{
	struct buffer text = {0};
	uint32_t *ids = NULL;
	size_t capacity = 0;
	uint64_t divisor = 0;
	enum status status = STATUS_OK;
	if (!tidy(reduction))
		return error_no_memory(err);
	for (size_t i = 0; i < reduction->count && !status; i++) {
		const struct decimal weight = {reduction->items[i].weight, reduction->places};
		struct text of_item = stack_of_item(reduction, i, &text);
		uint32_t stack = text.failed ? STACK_NONE
		                             : intern(profile, of_item, &ids, &capacity);
		divisor = number_common_divisor(divisor, weight.value);
		status = stack == STACK_NONE ? error_no_memory(err)
		                             : stacks_add(&profile->stacks, stack, 0, weight, err);
	}
	free(ids);
	buffer_free(&text);
	*same = divisor ==
	        reduction->divisor; /* titles say so if all are multiples of a sample's */
	return status;
}

void reduction_free(struct reduction *reduction)
{
	buffer_free(&reduction->text);
	free(reduction->items);
	free(reduction->open);
	reduction->items = NULL;
	reduction->open = NULL;
}
