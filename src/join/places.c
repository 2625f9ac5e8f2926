#include "join/places.h"

#include "base/parallel.h"

#include <stdlib.h>

enum { PLACES_SHARE = 32 /* places that are searched for until pages are released */ };

struct search {
	const struct side *sides;
	size_t share;
	struct place *places;
};

size_t place_of(const struct sorted_text *text, struct text stack)
{
	/* lines that begin before low sort before it, those from high on do not */
	size_t low = 0, high = text->size;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct cursor cursor = cursor_at(text, middle);
		if (cursor.at < high && compare_stacks(cursor.stack, stack) < 0)
			low = cursor.next;
		else
			high = middle;
	}
	return cursor_at(text, low).at;
}

/* Place i is that of a line in one of the files, and where it would be in the other: first of all
 * lines in the file before, then of those in the file after. */
static void search_place(void *search_, size_t i)
{
	const struct search *search = search_;
	size_t first = search->sides[0].text.size / search->share;
	unsigned own = i >= first;
	const struct side *side = &search->sides[own], *other = &search->sides[!own];
	struct cursor line = cursor_at(&side->text, ((own ? i - first : i) + 1) * search->share);
	struct place *place = &search->places[i];
	place->at[own] = line.at;
	if (i % PLACES_SHARE == 0) /* searching touches pages all over the files */
		for (size_t f = 0; f < 2; f++)
			input_unmap(search->sides[f].input, 0, SIZE_MAX);
	place->at[!own] = line.stack.size ? place_of(&other->text, line.stack) : other->text.size;
}

static int by_place(const void *a_, const void *b_)
{
	const struct place *a = a_, *b = b_;
	int order = (a->at[0] > b->at[0]) - (a->at[0] < b->at[0]);
	return order ? order : (a->at[1] > b->at[1]) - (a->at[1] < b->at[1]);
}

enum status places_find(const struct side sides[2], size_t share, unsigned threads,
                        struct place **found, size_t *count, bool *sorted, struct error *err)
{
	size_t before = sides[0].text.size, after = sides[1].text.size;
	size_t searched = before / share + after / share;
	struct place *places = calloc(searched + 1, sizeof *places);
	struct search search = {sides, share, places};
	*found = places;
	*count = searched + 1;
	*sorted = true;
	if (!places)
		return error_no_memory(err);
	parallel_each(threads, searched, search_place, &search);
	places[searched] = (struct place){{before, after}};
	qsort(places, *count, sizeof *places, by_place);
	for (size_t i = 1; i < *count; i++)
		if (places[i - 1].at[1] > places[i].at[1])
			*sorted = false;
	return STATUS_OK;
}
