#include "layout/arrange.h"

#include "base/number.h"

#include <stdlib.h>

/* A rectangle among its siblings: the smallest key is leftmost, and of equal keys the smallest
 * place. */
struct sibling {
	number_wide key;
	uint32_t parent, place; /* in layout->items */
};

struct arrangement {
	struct sibling *siblings; /* all but the root; those of one parent are adjacent */
	size_t *first;            /* [place]: where its callees begin in siblings, and those before
	                             them end */
	size_t *pending;          /* siblings that are not placed yet: the next one is last */
	uint64_t *next;           /* [place]: the start of its next callee */
	struct rectangle *items;  /* the result */
};

static bool arrangement_make(struct arrangement *made, size_t count)
{
	*made = (struct arrangement){
		.siblings = malloc((count + 1) * sizeof *made->siblings),
		.first = malloc((count + 1) * sizeof *made->first),
		.pending = malloc((count + 1) * sizeof *made->pending),
		.next = malloc((count + 1) * sizeof *made->next),
		.items = malloc((count + 1) * sizeof *made->items),
	};
	return made->siblings && made->first && made->pending && made->next && made->items;
}

static void arrangement_free(struct arrangement *made)
{
	free(made->siblings);
	free(made->first);
	free(made->pending);
	free(made->next);
	free(made->items);
}

static number_wide key_of(const struct rectangle *rectangle, const struct layout_options *options)
{
	if (options->order == LAYOUT_INPUT)
		return rectangle->arrival;
	number_wide weight = rectangle->end - rectangle->start;
	if (options->order_by_both)
		weight = (number_wide)rectangle->total.before + rectangle->total.after;
	return ~weight;
}

static int compare(const void *a_, const void *b_)
{
	const struct sibling *a = a_, *b = b_;
	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	if (a->key != b->key)
		return a->key < b->key ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static void sort_siblings(const struct layout *layout, const struct layout_options *options,
                          struct arrangement *made)
{
	size_t *last = made->pending; /* [depth]: the place of the last rectangle there */
	size_t count = layout->count, at = 0;
	last[0] = 0;
	for (size_t i = 1; i < count; i++) {
		const struct rectangle *item = &layout->items[i];
		last[item->depth] = i;
		made->siblings[i - 1] = (struct sibling){
			.key = key_of(item, options),
			.parent = (uint32_t)last[item->depth - 1],
			.place = (uint32_t)i,
		};
	}
	qsort(made->siblings, count - 1, sizeof *made->siblings, compare);
	for (size_t i = 0; i <= count; i++) {
		while (at < count - 1 && made->siblings[at].parent < i)
			at++;
		made->first[i] = at;
	}
}

/* Puts a rectangle next and marks its callees as pending. */
static void place_one(const struct layout *layout, struct arrangement *made, size_t place,
                      uint64_t start, struct rectangle *to, size_t *pending)
{
	const struct rectangle *item = &layout->items[place];
	*to = *item;
	to->start = start;
	to->end = start + (item->end - item->start);
	made->next[place] = start + layout_extent(layout, item->self);
	for (size_t s = made->first[place + 1]; s > made->first[place]; s--)
		made->pending[(*pending)++] = s - 1;
}

/* Places rectangles in pre-order, so that the callees to the left of one are placed before it. */
static void place_all(const struct layout *layout, struct arrangement *made)
{
	size_t pending = 0, placed = 0;
	place_one(layout, made, 0, layout->items[0].start, &made->items[placed++], &pending);
	while (pending) {
		const struct sibling *sibling = &made->siblings[made->pending[--pending]];
		const struct rectangle *item = &layout->items[sibling->place];
		uint64_t start = made->next[sibling->parent];
		made->next[sibling->parent] += item->end - item->start;
		place_one(layout, made, sibling->place, start, &made->items[placed++], &pending);
	}
}

enum status layout_arrange(struct layout *layout, const struct layout_options *options,
                           struct error *err)
{
	struct arrangement made;
	bool done = arrangement_make(&made, layout->count) && layout->count < UINT32_MAX;
	if (done) {
		sort_siblings(layout, options, &made);
		place_all(layout, &made);
		free(layout->items);
		layout->items = made.items;
		layout->capacity = layout->count + 1;
		made.items = NULL;
	}
	arrangement_free(&made);
	return done ? STATUS_OK : error_no_memory(err);
}
