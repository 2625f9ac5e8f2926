#include "symbol/order.h"

#include <stdlib.h>

struct place {
	uint64_t start;
	uint32_t symbol;
};

static int by_place(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->symbol < y->symbol ? -1 : 1;
}

uint32_t *symbol_order(const struct symbol *symbols, size_t count, const struct symbol_loss *losses,
                       size_t loss_count, size_t *left)
{
	*left = 0;
	if (!count)
		return NULL;
	struct place *places = malloc(count * sizeof *places);
	uint32_t *order = malloc(count * sizeof *order);
	bool *gone = calloc(count, sizeof *gone);
	if (places && order && gone) {
		size_t kept = 0;
		for (size_t i = 0; i < loss_count; i++)
			gone[losses[i].symbol] = true;
		for (size_t i = 0; i < count; i++)
			if (!gone[i])
				places[kept++] = (struct place){symbols[i].start, (uint32_t)i};
		qsort(places, kept, sizeof *places, by_place);
		for (size_t i = 0; i < kept; i++)
			order[i] = places[i].symbol;
		*left = kept;
	} else {
		free(order);
		order = NULL;
	}
	free(gone);
	free(places);
	return order;
}

bool symbol_plain_ranges(const struct symbol *symbols, const uint32_t *order, size_t count,
                         struct symbol_range *made, size_t *range_count)
{
	uint64_t after = 0; /* the end of the last symbol */
	size_t ranges = 0;
	for (size_t i = 0; i < count; i++) {
		const struct symbol *symbol = &symbols[order[i]];
		if (symbol->start < after)
			return false;
		if (!ranges || symbol->start > after)
			made[ranges++] = (struct symbol_range){after, SYMBOL_NONE};
		if (ranges && made[ranges - 1].start == symbol->start)
			ranges--;
		made[ranges++] = (struct symbol_range){symbol->start, order[i]};
		if (symbol->start == UINT64_MAX)
			return false;
		after = symbol->end > symbol->start ? symbol->end : symbol->start + 1;
	}
	made[ranges++] = (struct symbol_range){after, SYMBOL_NONE};
	*range_count = ranges;
	return true;
}
