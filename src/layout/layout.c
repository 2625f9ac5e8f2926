#include "layout/layout.h"

#include "base/vector.h"
#include "layout/arrange.h"
#include "store/sort.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Stacks are placed side by side; frames that a stack shares with its left neighbour stay open, the
 * others are closed there. */
struct walk {
	struct layout *layout;
	const struct frames *frames;
	size_t *open; /* open[d]: the place in layout->items of the open frame of depth d */
	size_t open_count, open_capacity;
	uint64_t at; /* the current position, and the sums of the columns up to it */
	struct sides sums;
	uint64_t narrow;    /* rectangles below this extent are left out */
	uint32_t dashes;    /* the frame "--" if wakers are marked, otherwise FRAME_NONE */
	uint32_t *arrivals; /* [stack]: when it arrived; NULL: not needed */
};

/* Stacks as they are laid out: the profile's, or copies from leaf to root. */
struct source {
	const struct stacks *stacks;
	const uint32_t *ids; /* the id in `stacks` of the profile's stack i; NULL: the same */
	struct stacks copies;
	uint32_t *copied;
};

/* The smallest extent that is not below minimum (in counts), in units. Found with the original
 * floating-point comparison, so that the limit is exactly the same. */
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

static uint64_t difference(struct sides sides)
{
	return sides.after > sides.before ? sides.after - sides.before : sides.before - sides.after;
}

static void note_differences(struct layout *layout, const struct rectangle *closed)
{
	uint64_t size = difference(closed->total);
	if (closed->depth > 0 && size > layout->total_max)
		layout->total_max = size;
	if (closed->total.after == 0)
		layout->only.before += closed->self.before;
	if (closed->total.before == 0)
		layout->only.after += closed->self.after;
}

/* A frame arrived when the first of its callees did. */
static void note_arrival(struct layout *layout, const struct walk *walk,
                         const struct rectangle *closed)
{
	if (!walk->open_count)
		return;
	struct rectangle *parent = &layout->items[walk->open[walk->open_count - 1]];
	if (closed->arrival < parent->arrival)
		parent->arrival = closed->arrival;
}

/* Closes the open frames at `depth` and deeper. Children are not wider than their parent, so no
 * rectangle follows one that is left out. */
static void walk_close(struct walk *walk, size_t depth)
{
	struct layout *layout = walk->layout;
	while (walk->open_count > depth) {
		size_t place = walk->open[--walk->open_count];
		struct rectangle *closed = &layout->items[place];
		closed->end = walk->at;
		closed->total.before = walk->sums.before - closed->total.before;
		closed->total.after = walk->sums.after - closed->total.after;
		note_differences(layout, closed);
		note_arrival(layout, walk, closed);
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
	struct rectangle opened = {
		.frame = frame,
		.depth = depth,
		.start = walk->at,
		.total = walk->sums, /* the sums to its left, until it is closed */
		.arrival = UINT32_MAX,
	};
	if (depth > 0 && walk->dashes != FRAME_NONE) {
		const struct rectangle *parent = &layout->items[walk->open[depth - 1]];
		opened.waker = parent->waker || (depth > 2 && parent->frame == walk->dashes);
	}
	walk->open[walk->open_count++] = layout->count;
	layout->items[layout->count++] = opened;
}

/* Places one stack at the right; shared: the number of frames that it shares with the
 * previous one. */
static enum status walk_add(struct walk *walk, const struct stack *stack, size_t shared,
                            struct sides weights, struct error *err)
{
	struct layout *layout = walk->layout;
	size_t depth = stack->depth;
	if (!vector_reserve(&walk->open, &walk->open_capacity, depth + 1) ||
	    !vector_reserve(&layout->items, &layout->capacity, layout->count + depth + 1))
		return error_no_memory(err);
	walk_close(walk, shared + 1);
	for (size_t d = shared; d < depth; d++)
		walk_open(walk, stack->frames[d]);
	walk->at += layout_extent(layout, weights);
	walk->sums.before += weights.before;
	walk->sums.after += weights.after;
	struct sides *self = &layout->items[walk->open[depth]].self;
	self->before += weights.before;
	self->after += weights.after;
	uint64_t size = difference(weights);
	if (size > layout->self_max)
		layout->self_max = size;
	return STATUS_OK;
}

static enum status walk_sorted(struct walk *walk, const struct stacks *stacks,
                               enum stacks_order order, struct error *err)
{
	struct sorted_stacks sorted;
	enum status status = stacks_sort(stacks, walk->frames, order, &sorted, err);
	if (status)
		return status;
	for (size_t i = 0; !status && i < sorted.count; i++) {
		uint32_t id = sorted.ids[i];
		const uint64_t *weights = &stacks->weights[(size_t)id * stacks->columns];
		struct sides sides = {weights[0], weights[stacks->columns - 1]};
		status = walk_add(walk, &stacks->items[id], sorted.shared[i], sides, err);
		if (walk->arrivals && !status)
			walk->layout->items[walk->open[walk->open_count - 1]].arrival =
				walk->arrivals[id];
	}
	sorted_stacks_free(&sorted);
	return status;
}

/* An occurrence's weights in units of 10^-places; false if they do not fit 64 bits. */
static bool sides_of(const struct occurrence *occurrence, unsigned places, struct sides *sides)
{
	unsigned finer = places - occurrence->places;
	*sides = (struct sides){occurrence->first, occurrence->weight};
	return number_scale(&sides->before, finer) && number_scale(&sides->after, finer);
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
		struct sides sides;
		if (!sides_of(&now, walk->layout->places, &sides))
			return error_set(err, STATUS_FAILED, "a count does not fit 64 bits");
		size_t shared = before ? stacks_shared(before, stack) : 0;
		status = walk_add(walk, stack, shared, sides, err);
		before = stack;
	}
	return status;
}

/* The order in which the source's stacks arrived; NULL without memory. */
static uint32_t *find_arrivals(const struct source *source, const struct profile *profile)
{
	uint32_t *arrivals = malloc((source->stacks->count + 1) * sizeof *arrivals), next = 0;
	if (!arrivals)
		return NULL;
	memset(arrivals, 0xff, source->stacks->count * sizeof *arrivals);
	for (size_t i = 0; i < profile->sequence_count; i++) {
		uint32_t stack = profile->sequence[i].stack;
		uint32_t id = source->ids ? source->ids[stack] : stack;
		if (arrivals[id] == UINT32_MAX)
			arrivals[id] = next++;
	}
	return arrivals;
}

/* Lays siblings out by name, and then in another order. */
static enum status walk_arranged(struct walk *walk, const struct source *source,
                                 const struct profile *profile,
                                 const struct layout_options *options, struct error *err)
{
	if (options->order == LAYOUT_INPUT) {
		walk->arrivals = find_arrivals(source, profile);
		if (!walk->arrivals)
			return error_no_memory(err);
	}
	enum status status = walk_sorted(walk, source->stacks, ORDER_FRAMES, err);
	free(walk->arrivals);
	walk_close(walk, 0);
	return status ? status : layout_arrange(walk->layout, options, err);
}

/* Copies the profile's stacks from leaf to root. Frames without a name at the end of a copy are
 * dropped, because folded text cannot show them. */
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
		if (!status)
			status = stacks_add_row_of(to, id, 0, from, i, err);
	}
	free(turned);
	source->stacks = to;
	source->ids = source->copied;
	return status;
}

/* The sum of all widths. */
static enum status sum_extents(struct layout *layout, const struct source *source,
                               const struct profile *profile, bool sequence, struct error *err)
{
	const struct stacks *stacks = source->stacks;
	size_t count = sequence ? profile->sequence_count : stacks->count;
	bool fits = true;
	layout->sum = 0;
	for (size_t i = 0; fits && i < count; i++) {
		const uint64_t *weights = &stacks->weights[i * stacks->columns];
		struct sides sides = {0, 0};
		if (sequence)
			fits = sides_of(&profile->sequence[i], layout->places, &sides);
		else
			sides = (struct sides){weights[0], weights[stacks->columns - 1]};
		uint64_t extent = layout_extent(layout, sides);
		fits = fits && extent <= UINT64_MAX - layout->sum;
		layout->sum += fits ? extent : 0;
	}
	return fits ? STATUS_OK
	            : error_set(err, STATUS_FAILED, "the sum of all counts does not fit 64 bits");
}

/* Sets the total of the width; returns the smallest extent that is drawn, in counts. */
static double scale(struct layout *layout, const struct layout_options *options)
{
	double sum = (double)layout->sum / (double)number_power10(layout->places);
	layout->total_ignored = options->total > 0 && options->total < sum;
	layout->total = options->total > sum ? options->total : sum;
	return options->min_is_share ? layout->total * options->min_width / 100
	                             : options->min_width / (options->width / layout->total);
}

uint64_t layout_narrow(const struct layout_options *options, uint64_t sum, unsigned places)
{
	struct layout layout = {.sum = sum, .places = places};
	return narrow_limit(scale(&layout, options), places);
}

static enum status lay_out(struct layout *layout, const struct profile *profile,
                           const struct layout_options *options, const struct source *source,
                           struct error *err)
{
	struct walk walk = {
		.layout = layout,
		.frames = &profile->frames,
		.narrow = narrow_limit(scale(layout, options), layout->places),
		.dashes = options->wakers ? frames_find(&profile->frames, "--", strlen("--"))
	                                  : FRAME_NONE,
	};
	enum status status = STATUS_OK;
	if (!vector_reserve(&walk.open, &walk.open_capacity, 1) ||
	    !vector_reserve(&layout->items, &layout->capacity, 1))
		status = error_no_memory(err);
	if (!status) {
		walk_open(&walk, LAYOUT_ROOT);
		if (options->order == LAYOUT_TIME)
			status = walk_sequence(&walk, source, profile, err);
		else if (options->order == LAYOUT_NAME)
			status = walk_sorted(&walk, source->stacks, ORDER_LINE, err);
		else
			status = walk_arranged(&walk, source, profile, options, err);
	}
	walk_close(&walk, 0);
	free(walk.open);
	return status;
}

enum status layout_build(const struct profile *profile, const struct layout_options *options,
                         struct layout *layout, struct error *err)
{
	const struct stacks *stacks = &profile->stacks;
	*layout = (struct layout){.places = stacks->places, .side = options->side};
	if (stacks->columns > 2)
		return error_set(err, STATUS_FAILED,
		                 "a picture takes one or two counts for each stack, not %u",
		                 stacks->columns);
	layout->differential = stacks->columns == 2;
	layout->self_max = layout->total_max = number_power10(layout->places);
	/* From here on, sums of either column fit 64 bits. */
	uint64_t ignored;
	enum status status = STATUS_OK;
	for (unsigned c = 0; !status && c < stacks->columns; c++)
		status = stacks_total(stacks, c, &ignored, err);
	struct source source = {.stacks = stacks};
	if (!status && options->reverse)
		status = source_reverse(&source, profile, err);
	if (!status)
		status = sum_extents(layout, &source, profile, options->order == LAYOUT_TIME, err);
	if (!status && layout->sum > 0)
		status = lay_out(layout, profile, options, &source, err);
	free(source.copied);
	stacks_free(&source.copies);
	if (status)
		layout_free(layout);
	return status;
}

void layout_free(struct layout *layout)
{
	free(layout->items);
	*layout = (struct layout){0};
}
