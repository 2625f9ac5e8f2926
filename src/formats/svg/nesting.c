#include "formats/svg/nesting.h"

#include "base/text.h"
#include "formats/svg/titles.h"

#include <stdlib.h>

/* A rectangle, to be sorted. */
struct place {
	int64_t top, start, end;
	uint32_t pane, index, level;
};

/* Sorts the rectangles of a row: those with a width first, by their start. */
struct row {
	const struct place *items;
	size_t wide, count;
};

static bool is_narrow(const struct place *place)
{
	return place->start == place->end;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_row(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;
	int order = compare_numbers(a->pane, b->pane);
	if (!order)
		order = compare_numbers(a->top, b->top);
	if (!order)
		order = compare_numbers(is_narrow(a), is_narrow(b));
	if (!order)
		order = compare_numbers(a->start, b->start);
	return order ? order : compare_numbers(a->index, b->index);
}

static int by_stack(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;
	int order = compare_numbers(a->pane, b->pane);
	if (!order)
		order = compare_numbers(a->start, b->start);
	if (!order)
		order = compare_numbers(a->level, b->level);
	return order ? order : compare_numbers(a->index, b->index);
}

/* The row that begins at places[*at]; *at moves to the first place after it. */
static struct row next_row(const struct place *places, size_t count, size_t *at)
{
	const struct place *first = &places[*at];
	struct row row = {.items = first};
	while (*at < count && places[*at].pane == first->pane && places[*at].top == first->top) {
		row.wide += !is_narrow(&places[*at]);
		row.count++;
		++*at;
	}
	return row;
}

/* Whether a row is the root's: one frame "all" of 100 %. 2: it is, 1: it may be. */
static int is_root(const struct drawing *drawing, const struct row *row)
{
	if (row->count != 1)
		return 0;
	const struct drawn_title *title = &drawing->titles[drawing->items[row->items->index].title];
	if (!text_is(drawing_name(drawing, title), "all"))
		return 0;
	return title->said & TITLE_WHOLE ? 2 : 1;
}

static bool root_is_above(const struct drawing *drawing, const struct row *first,
                          const struct row *last)
{
	if (drawing->root != ROOT_UNKNOWN)
		return drawing->root == ROOT_ABOVE;
	return is_root(drawing, first) > is_root(drawing, last);
}

/* The frame in the previous row on which a place is drawn. */
static uint32_t parent_of(const struct row *row, const struct place *place)
{
	const int64_t middle = place->start + (place->end - place->start) / 2;
	size_t low = 0, high = row->wide;
	while (low < high) { /* the last one that begins there or before */
		const size_t at = low + (high - low) / 2;
		if (row->items[at].start <= middle)
			low = at + 1;
		else
			high = at;
	}
	if (!low)
		return DRAWN_NONE;
	const struct place *parent = &row->items[low - 1];
	return middle < parent->end ? parent->index : DRAWN_NONE;
}

static enum status find_pane(const struct drawing *drawing, struct place *places, size_t count,
                             struct row *rows, struct nesting *nesting, struct error *err)
{
	size_t row_count = 0;
	for (size_t at = 0; at < count; row_count++) {
		if (row_count == NESTING_ROWS_MAX)
			return error_set(err, STATUS_FAILED, "has more than %d rows of frames",
			                 NESTING_ROWS_MAX);
		rows[row_count] = next_row(places, count, &at);
	}
	const bool above = root_is_above(drawing, &rows[0], &rows[row_count - 1]);
	if (rows[above ? 0 : row_count - 1].count != 1)
		return error_set(err, STATUS_FAILED,
		                 "has frames, but none of them (\"all\") is under all others");
	for (size_t level = 0; level < row_count; level++) {
		const struct row *row = &rows[above ? level : row_count - 1 - level];
		const struct row *before = level ? &rows[above ? level - 1 : row_count - level]
		                                 : NULL;
		for (size_t i = 0; i < row->count; i++) {
			const struct place *place = &row->items[i];
			const bool placed = before && !is_narrow(place);
			const uint32_t parent = placed ? parent_of(before, place) : DRAWN_NONE;
			nesting->items[place->index] = (struct nested){
				.parent = parent,
				.level = (uint32_t)level,
				.lost = placed && parent == DRAWN_NONE,
				.unplaced = before && !placed,
			};
		}
	}
	return STATUS_OK;
}

static bool read_digit36(char c, uint32_t *digit)
{
	if (is_digit(c))
		*digit = (uint32_t)(c - '0');
	else if (c >= 'a' && c <= 'z')
		*digit = (uint32_t)(c - 'a') + 10;
	else
		return false;
	return true;
}

/* The next number of the list of parents, "1 -2b 1 ": the distance from a narrow rectangle back to
 * its parent. */
static bool next_step(struct text *list, int64_t *step)
{
	uint32_t digit;
	if (!list->size)
		return false;
	*list = text_skip_blanks(*list);
	const bool minus = text_begins(*list, "-");
	*list = text_from(*list, minus);
	if (!list->size || !read_digit36(*list->at, &digit))
		return false;
	*step = 0;
	while (list->size && read_digit36(*list->at, &digit) && *step < UINT32_MAX) {
		*step = *step * 36 + digit;
		*list = text_from(*list, 1);
	}
	*step = minus ? -*step : *step;
	return true;
}

/* Narrow rectangles have their parents in a list, because their places do not show where they
 * belong. */
static void find_listed(const struct drawing *drawing, struct nesting *nesting)
{
	struct text list = {drawing->parents.data, drawing->parents.size};
	int64_t step;
	for (size_t i = 0; i < drawing->count; i++) {
		const struct drawn *drawn = &drawing->items[i];
		struct nested *nested = &nesting->items[i];
		if (drawn->start != drawn->end)
			continue;
		if (!next_step(&list, &step))
			return;
		const int64_t parent = (int64_t)i - step;
		if (parent < 0 || parent >= (int64_t)drawing->count ||
		    nesting->items[parent].level + 1 != nested->level ||
		    drawing->items[parent].pane != drawn->pane)
			continue;
		nested->parent = (uint32_t)parent;
		nested->unplaced = false;
	}
}

static void sort_by_stack(const struct drawing *drawing, struct place *places,
                          struct nesting *nesting)
{
	for (size_t i = 0; i < drawing->count; i++)
		places[i].level = nesting->items[places[i].index].level;
	qsort(places, drawing->count, sizeof *places, by_stack);
	for (size_t i = 0; i < drawing->count; i++)
		nesting->order[i] = places[i].index;
}

enum status nesting_find(const struct drawing *drawing, struct nesting *nesting, struct error *err)
{
	const size_t count = drawing->count;
	struct place *places = malloc((count + 1) * sizeof *places);
	struct row *rows = malloc(NESTING_ROWS_MAX * sizeof *rows);
	enum status status = STATUS_OK;
	nesting->items = calloc(count + 1, sizeof *nesting->items);
	nesting->order = calloc(count + 1, sizeof *nesting->order);
	if (!places || !rows || !nesting->items || !nesting->order)
		status = error_no_memory(err);
	for (size_t i = 0; !status && i < count; i++) {
		const struct drawn *drawn = &drawing->items[i];
		places[i] = (struct place){drawn->top,  drawn->start, drawn->end,
		                           drawn->pane, (uint32_t)i,  0};
	}
	if (!status)
		qsort(places, count, sizeof *places, by_row);
	for (size_t at = 0; !status && at < count;) {
		size_t end = at;
		while (end < count && places[end].pane == places[at].pane)
			end++;
		status = find_pane(drawing, places + at, end - at, rows, nesting, err);
		at = end;
	}
	if (!status) {
		find_listed(drawing, nesting);
		sort_by_stack(drawing, places, nesting);
	}
	free(places);
	free(rows);
	return status;
}

void nesting_free(struct nesting *nesting)
{
	free(nesting->items);
	free(nesting->order);
}
