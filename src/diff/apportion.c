#include "diff/apportion.h"

#include <stdlib.h>

typedef unsigned __int128 product;

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_remainder(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = compare(y->remainder, x->remainder);
	return order ? order : compare(x->rank, y->rank);
}

static int by_weight(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int order = compare(x->weight, y->weight);
	return order ? order : compare(x->rank, y->rank);
}

/* Gives one unit to each part whose share is smaller than that, the smallest first, because each
 * unit reduces what remains for the others. Returns the number of these parts, which
 * are now first. */
static size_t raise_small(struct part *parts, size_t count, uint64_t *total, uint64_t *wanted)
{
	size_t raised = 0;
	qsort(parts, count, sizeof *parts, by_weight);
	while (raised < count && (product)parts[raised].weight * *wanted < *total) {
		parts[raised].units = 1;
		*total -= parts[raised++].weight;
		--*wanted;
	}
	return raised;
}

static void share_out(struct part *parts, size_t count, uint64_t total, uint64_t wanted)
{
	uint64_t missing = wanted;
	for (size_t i = 0; i < count; i++) {
		/* Below 2^128; the quotient fits, because weight is not above total. */
		product share = (product)parts[i].weight * wanted;
		parts[i].units = (uint64_t)(share / total);
		parts[i].remainder = (uint64_t)(share % total);
		missing -= parts[i].units;
	}
	if (!missing)
		return;
	/* There are fewer missing units than remainders. */
	qsort(parts, count, sizeof *parts, by_remainder);
	for (size_t i = 0; i < missing; i++)
		parts[i].units++;
}

bool apportion(struct part *parts, size_t count, uint64_t wanted)
{
	uint64_t total = 0, least = UINT64_MAX;
	for (size_t i = 0; i < count; i++) {
		if (__builtin_add_overflow(total, parts[i].weight, &total))
			return false;
		if (parts[i].weight < least)
			least = parts[i].weight;
	}
	if (wanted < count)
		return false;
	if (!count)
		return !wanted;
	size_t raised = 0;
	if ((product)least * wanted < total)
		raised = raise_small(parts, count, &total, &wanted);
	if (raised < count)
		share_out(parts + raised, count - raised, total, wanted);
	return true;
}
