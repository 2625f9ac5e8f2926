#include "formats/svg/counts.h"

#include "formats/svg/titles.h"

#include <math.h>
#include <stdlib.h>

struct counting {
	const struct drawing *drawing;
	const struct nesting *nesting;
	struct decimal sample;
	struct counted *titles; /* the weight in each title */
	bool *known;            /* whether it has one */
	struct counts *counts;
};

static bool read_base36(struct text *text, uint64_t *number)
{
	size_t at = 0;
	*number = 0;
	for (; at < text->size; at++) {
		const char c = text->at[at];
		const unsigned digit = is_digit(c)            ? (unsigned)(c - '0')
		                       : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 10
		                                              : 36;
		if (digit == 36)
			break;
		if (__builtin_mul_overflow(*number, 36, number) ||
		    __builtin_add_overflow(*number, digit, number))
			return false;
	}
	*text = text_from(*text, at);
	return at > 0;
}

/* "day1j" or, in a differential, "tb,ta,sb,sa,extent". */
static bool read_entry(struct text entry, struct counted *counted)
{
	if (!read_base36(&entry, &counted->after))
		return false;
	counted->before = counted->after;
	if (!text_begins(entry, ","))
		return true;
	entry = text_from(entry, 1);
	return read_base36(&entry, &counted->after);
}

/* Each entry of the list ends in a blank. */
static void read_list(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	struct text list = {drawing->weights.data, drawing->weights.size};
	for (size_t i = 0; i < drawing->title_count && list.size; i++) {
		const char *blank = memchr(list.at, ' ', list.size);
		const size_t size = blank ? (size_t)(blank - list.at) : list.size;
		counting->known[i] = read_entry((struct text){list.at, size}, &counting->titles[i]);
		list = text_from(list, size + (blank != NULL));
	}
}

static void read_titles(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	for (size_t i = 0; i < drawing->title_count; i++) {
		const struct drawn_title *title = &drawing->titles[i];
		struct counted *counted = &counting->titles[i];
		const bool samples = (title->said & TITLE_SAMPLES) && counting->sample.value;
		counting->known[i] = title->said & TITLE_COUNT;
		counted->before = counted->after = title->count;
		if (samples)
			counting->known[i] = !__builtin_mul_overflow(
				title->samples, counting->sample.value, &counted->after);
		if (title->said & TITLE_SIDES)
			*counted = (struct counted){title->before, title->after};
	}
}

/* The unit of the weights in titles. */
static unsigned places_of(const struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	if (drawing->weights.size)
		return drawing->places;
	for (size_t i = 0; i < drawing->title_count; i++)
		if ((drawing->titles[i].said & TITLE_SAMPLES) && counting->sample.value)
			return counting->sample.places;
	return 0;
}

static size_t root_of(const struct counting *counting)
{
	size_t i = 0;
	while (i + 1 < counting->drawing->count && counting->nesting->items[i].level)
		i++;
	return i;
}

/* The weight of a width, by the root's weight. */
static uint64_t by_width(const struct counting *counting, const struct drawn *drawn)
{
	const struct drawn *root = &counting->drawing->items[root_of(counting)];
	const double all = (double)counting->titles[root->title].after;
	const double width = (double)(root->end - root->start);
	const double count = width > 0 ? all * (double)(drawn->end - drawn->start) / width : 0;
	return count < 0x1p63 ? (uint64_t)(count + 0.5) : 0;
}

static void find_totals(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	for (size_t i = 0; i < drawing->count; i++) {
		const struct drawn *drawn = &drawing->items[i];
		struct counted *own = &counting->counts->own[i];
		*own = counting->titles[drawn->title];
		if (drawing->counted) {
			own->after = (uint64_t)(drawn->end - drawn->start);
		} else if (!counting->known[drawn->title]) {
			own->before = own->after = by_width(counting, drawn);
			counting->counts->measured++;
		}
	}
}

/* Subtracts a callee's weight from its frame; false if it is larger. */
static bool take_off(uint64_t *count, uint64_t part)
{
	const bool enough = *count >= part;
	*count -= enough ? part : *count;
	return enough;
}

/* Subtracts the totals of callees, of which a copy is made first, because subtracting
 * changes them. */
static bool find_own(struct counting *counting)
{
	const size_t count = counting->drawing->count;
	struct counts *counts = counting->counts;
	struct counted *totals = malloc((count + 1) * sizeof *totals);
	if (!totals)
		return false;
	memcpy(totals, counts->own, count * sizeof *totals);
	for (size_t i = 0; i < count; i++) {
		const uint32_t parent = counting->nesting->items[i].parent;
		if (parent == DRAWN_NONE)
			continue;
		const bool after = take_off(&counts->own[parent].after, totals[i].after);
		const bool before = counts->columns < 2 || counts->by_changes ||
		                    take_off(&counts->own[parent].before, totals[i].before);
		counts->short_of += !after || !before;
	}
	free(totals);
	return true;
}

/* In flamegraph.pl's differentials: the weight before a change, which is given in hundredths of a
 * percent of all. */
static void undo_changes(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	struct counts *counts = counting->counts;
	for (size_t i = 0; i < drawing->count; i++) {
		const struct drawn_title *title = &drawing->titles[drawing->items[i].title];
		struct counted *own = &counts->own[i];
		const double change = title->said & TITLE_CHANGE ? (double)title->change : 0;
		const double before = (double)own->after -
		                      round(change * (double)counts->all.after / 10000);
		if (change != 0)
			own->before = before > 0 && before < 0x1p63 ? (uint64_t)before : 0;
		else
			own->before = own->after;
	}
}

/* Callees are drawn side by side, so gaps between them, and after the last one, belong to callees
 * that are not drawn. */
static bool find_narrow(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	const struct nesting *nesting = counting->nesting;
	int64_t *ends = malloc((drawing->count + 1) * sizeof *ends); /* end of the last callee */
	double room = 0, all = 0;
	if (!ends)
		return false;
	for (size_t i = 0; i < drawing->count; i++)
		ends[i] = INT64_MAX;
	for (size_t i = 0; i < drawing->count; i++) {
		const uint32_t at = nesting->order[i], parent = nesting->items[at].parent;
		const struct drawn *drawn = &drawing->items[at];
		if (parent == DRAWN_NONE && !nesting->items[at].level)
			all += (double)(drawn->end - drawn->start);
		if (parent == DRAWN_NONE)
			continue;
		if (nesting->items[parent].level && drawn->start > ends[parent])
			room += (double)(drawn->start - ends[parent]);
		ends[parent] = drawn->end;
	}
	for (size_t i = 0; i < drawing->count; i++)
		if (nesting->items[i].level && drawing->items[i].end > ends[i])
			room += (double)(drawing->items[i].end - ends[i]);
	counting->counts->narrow = all > 0 ? room / all : 0;
	free(ends);
	return true;
}

/* Reads stackfold's share of callees that are not drawn, without that of the root's. */
static bool read_narrow(struct counting *counting)
{
	const struct drawing *drawing = counting->drawing;
	struct counts *counts = counting->counts;
	struct text text = {drawing->narrow.data, drawing->narrow.size};
	uint64_t narrow;
	double left_out = 0, all = 0;
	if (!title_number(&text, &narrow) || drawing->panes > 1)
		return false;
	for (size_t i = 0; i < drawing->count; i++)
		if (!counting->nesting->items[i].level) {
			left_out += (double)counts->own[i].after;
			all += (double)counts->all.after;
		}
	if ((double)narrow > left_out && all > 0)
		counts->narrow = ((double)narrow - left_out) / all;
	return counts->narrow_exact = true;
}

static unsigned columns_of(const struct drawing *drawing, bool *by_changes)
{
	unsigned said = 0;
	for (size_t i = 0; i < drawing->title_count; i++)
		said |= drawing->titles[i].said;
	*by_changes = !drawing->differential && !(said & TITLE_SIDES) && (said & TITLE_CHANGE);
	return drawing->differential || (said & (TITLE_SIDES | TITLE_CHANGE)) ? 2 : 1;
}

static bool find_all(struct counting *counting)
{
	struct counts *counts = counting->counts;
	find_totals(counting);
	counts->all = counts->own[root_of(counting)];
	if (!find_own(counting))
		return false;
	if (counts->by_changes)
		undo_changes(counting);
	return read_narrow(counting) || counting->drawing->timed || find_narrow(counting);
}

enum status counts_find(const struct drawing *drawing, const struct nesting *nesting,
                        struct decimal sample, struct counts *counts, struct error *err)
{
	struct counting counting = {
		.drawing = drawing,
		.nesting = nesting,
		.sample = sample,
		.titles = calloc(drawing->title_count + 1, sizeof *counting.titles),
		.known = calloc(drawing->title_count + 1, sizeof *counting.known),
		.counts = counts,
	};
	*counts = (struct counts){.own = calloc(drawing->count + 1, sizeof *counts->own)};
	bool done = counting.titles && counting.known && counts->own;
	if (done) {
		counts->columns = columns_of(drawing, &counts->by_changes);
		counts->places = places_of(&counting);
		if (drawing->weights.size)
			read_list(&counting);
		else
			read_titles(&counting);
		done = find_all(&counting);
	}
	free(counting.titles);
	free(counting.known);
	return done ? STATUS_OK : error_no_memory(err);
}

void counts_free(struct counts *counts)
{
	free(counts->own);
}
