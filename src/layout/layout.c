#include "layout/layout.h"

#include "base/vector.h"

#include <math.h>
#include <stdlib.h>

/* Stacks are laid side by side; what a stack shares with its neighbour on the left stays open,
 * the rest is closed there. */
struct walk {
	struct layout *layout;
	const struct frames *frames;
	size_t *open; /* open[d]: the place in layout->items of the open frame of depth d */
	size_t open_count, open_capacity;
	uint64_t at;     /* how far to the right we are */
	uint64_t narrow; /* rectangles below this extent are left out */
	uint32_t dashes; /* the frame "--" where wakers are marked, FRAME_NONE: none are */
};

/* Stacks as they are laid out: the profile's, or copies from leaf to root. */
struct source {
	const struct stacks *stacks;
	const uint32_t *ids; /* what the profile's stack i is in stacks; NULL: the same */
	struct stacks copies;
	uint32_t *copied;
};

/* The smallest extent that is not below minimum (in counts), in units. Found by asking the very
 * comparison, so that the limit falls where it does in floating point. */
static uint64_t narrow_limit(double minimum, unsigned places)
{
	double unit = (double)number_power10(places);
	double guess = ceil(minimum * unit);
	if (!(guess > 0))
		return 0;
	if (guess >= 9e18)
		return UINT64_MAX;
	uint64_t limit = (uint64_t)guess;
	while (limit > 0 && !((double)(limit - 1) / unit < minimum))
		limit--;
	while ((double)limit / unit < minimum)
		limit++;
	return limit;
}

/* Closes what is open at depth and deeper. Children are no wider than their parent, so where one
 * is left out, nothing stands behind it. */
static void walk_close(struct walk *walk, size_t depth)
{
	struct layout *layout = walk->layout;
	while (walk->open_count > depth) {
		size_t place = walk->open[--walk->open_count];
		struct rectangle *closed = &layout->items[place];
		closed->end = walk->at;
		if (closed->end - closed->start < walk->narrow && closed->depth > 0)
			layout->count = place;
		else if (closed->depth > layout->depth_max)
			layout->depth_max = closed->depth;
	}
}

static void walk_open(struct walk *walk, uint32_t frame)
{
	struct layout *layout = walk->layout;
	uint32_t depth = (uint32_t)walk->open_count;
	struct rectangle opened = {.frame = frame, .depth = depth, .start = walk->at};
	if (depth > 0 && walk->dashes != FRAME_NONE) {
		const struct rectangle *parent = &layout->items[walk->open[depth - 1]];
		opened.waker = parent->waker || (depth > 2 && parent->frame == walk->dashes);
	}
	walk->open[walk->open_count++] = layout->count;
	layout->items[layout->count++] = opened;
}

/* Lays one stack to the right of what there is; shared: the frames it has in common with the one
 * before. The difference stands with the frame that the stack ends in, if it opens here. */
static enum status walk_add(struct walk *walk, const struct stack *stack, size_t shared,
                            uint64_t first, uint64_t weight, struct error *err)
{
	struct layout *layout = walk->layout;
	size_t depth = stack->depth;
	if (!vector_reserve(&walk->open, &walk->open_capacity, depth + 1) ||
	    !vector_reserve(&layout->items, &layout->capacity, layout->count + depth + 1))
		return error_no_memory(err);
	walk_close(walk, shared + 1);
	for (size_t d = shared; d < depth; d++)
		walk_open(walk, stack->frames[d]);
	walk->at += weight;
	if (!layout->differential)
		return STATUS_OK;
	uint64_t size = weight > first ? weight - first : first - weight;
	if (size > INT64_MAX)
		return error_set(err, STATUS_FAILED, "a difference of counts passes 64 bits");
	if (size > layout->delta_max)
		layout->delta_max = size;
	if (shared < depth)
		layout->items[layout->count - 1].delta = weight > first ? (int64_t)size
		                                                        : -(int64_t)size;
	return STATUS_OK;
}

static enum status walk_sorted(struct walk *walk, const struct stacks *stacks, struct error *err)
{
	struct sorted_stacks sorted;
	enum status status = stacks_sort(stacks, walk->frames, ORDER_LINE, &sorted, err);
	if (status)
		return status;
	for (size_t i = 0; !status && i < sorted.count; i++) {
		uint32_t id = sorted.ids[i];
		const uint64_t *weights = &stacks->weights[(size_t)id * stacks->columns];
		status = walk_add(walk, &stacks->items[id], sorted.shared[i], weights[0],
		                  weights[stacks->columns - 1], err);
	}
	sorted_stacks_free(&sorted);
	return status;
}

static enum status walk_sequence(struct walk *walk, const struct source *source,
                                 const struct profile *profile, struct error *err)
{
	const struct stack *before = NULL;
	enum status status = STATUS_OK;
	for (size_t i = 0; !status && i < profile->sequence_count; i++) {
		struct occurrence now = profile->sequence[i];
		uint32_t id = source->ids ? source->ids[now.stack] : now.stack;
		const struct stack *stack = &source->stacks->items[id];
		unsigned finer = walk->layout->places - now.places;
		if (!number_scale(&now.first, finer) || !number_scale(&now.weight, finer))
			return error_set(err, STATUS_FAILED, "a count passes 64 bits");
		size_t shared = before ? stacks_shared(before, stack) : 0;
		status = walk_add(walk, stack, shared, now.first, now.weight, err);
		before = stack;
	}
	return status;
}

/* Copies the profile's stacks from leaf to root. Frames without a name that come to stand at the
 * end are dropped, as folded text cannot tell them. */
static enum status source_reverse(struct source *source, const struct profile *profile,
                                  struct error *err)
{
	const struct stacks *from = &profile->stacks;
	struct stacks *to = &source->copies;
	size_t capacity = 0;
	uint32_t *turned = NULL;
	enum status status = STATUS_OK;
	stacks_init(to, from->columns);
	source->copied = malloc((from->count + 1) * sizeof *source->copied);
	if (!source->copied)
		return error_no_memory(err);
	for (size_t i = 0; !status && i < from->count; i++) {
		const struct stack *stack = &from->items[i];
		size_t depth = stack->depth, skip = 0;
		if (!vector_reserve(&turned, &capacity, depth)) {
			status = error_no_memory(err);
			break;
		}
		while (skip + 1 < depth && profile->frames.items[stack->frames[skip]].size == 0)
			skip++;
		for (size_t d = skip; d < depth; d++)
			turned[depth - 1 - d] = stack->frames[d];
		uint32_t id = stacks_intern(to, turned, depth - skip);
		source->copied[i] = id;
		status = id == STACK_NONE ? error_no_memory(err) : STATUS_OK;
		for (unsigned c = 0; !status && c < from->columns; c++) {
			struct decimal weight = {from->weights[i * from->columns + c],
			                         from->places};
			status = stacks_add(to, id, c, weight, err);
		}
	}
	free(turned);
	source->stacks = to;
	source->ids = source->copied;
	return status;
}

static enum status lay_out(struct layout *layout, const struct profile *profile,
                           const struct layout_options *options, double minimum, struct error *err)
{
	struct source source = {.stacks = &profile->stacks};
	struct walk walk = {
		.layout = layout,
		.frames = &profile->frames,
		.narrow = narrow_limit(minimum, layout->places),
		.dashes = options->wakers ? frames_find(&profile->frames, "--", 2) : FRAME_NONE,
	};
	enum status status = STATUS_OK;
	if (options->reverse)
		status = source_reverse(&source, profile, err);
	if (!status && (!vector_reserve(&walk.open, &walk.open_capacity, 1) ||
	                !vector_reserve(&layout->items, &layout->capacity, 1)))
		status = error_no_memory(err);
	if (!status) {
		walk_open(&walk, LAYOUT_ROOT);
		status = options->input_order ? walk_sequence(&walk, &source, profile, err)
		                              : walk_sorted(&walk, source.stacks, err);
	}
	walk_close(&walk, 0);
	free(walk.open);
	free(source.copied);
	stacks_free(&source.copies);
	return status;
}

enum status layout_build(const struct profile *profile, const struct layout_options *options,
                         struct layout *layout, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	*layout = (struct layout){.places = stacks->places};
	if (stacks->columns > 2)
		return error_set(err, STATUS_FAILED,
		                 "a picture takes one or two counts for each stack, not %u",
		                 stacks->columns);
	enum status status = stacks_total(stacks, stacks->columns - 1, &layout->sum, err);
	if (status || layout->sum == 0)
		return status;
	double sum = (double)layout->sum / (double)number_power10(layout->places);
	layout->differential = stacks->columns == 2;
	layout->delta_max = number_power10(layout->places);
	layout->total_ignored = options->total > 0 && options->total < sum;
	layout->total = options->total > sum ? options->total : sum;
	double minimum = options->min_is_share
	                         ? layout->total * options->min_width / 100
	                         : options->min_width / (options->width / layout->total);
	status = lay_out(layout, profile, options, minimum, err);
	if (status)
		layout_free(layout);
	return status;
}

void layout_free(struct layout *layout)
{
	free(layout->items);
	*layout = (struct layout){0};
}
