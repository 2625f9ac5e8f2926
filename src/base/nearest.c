#include "base/nearest.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;
	return ab < c ? ab : c;
}

/* The changes that the best place in the text needs (Sellers, "The theory and computation of
 * evolutionary distances", 1980): a column for each letter of the text, in which a match may begin
 * anywhere at no cost. */
static unsigned distance_within(struct text wanted, struct text text)
{
	unsigned column[NEAREST_TEXT_MAX + 1];
	for (unsigned i = 0; i <= wanted.size; i++)
		column[i] = i;
	unsigned best = column[wanted.size];
	for (size_t t = 0; t < text.size && best; t++) {
		unsigned diagonal = column[0];
		for (size_t i = 1; i <= wanted.size; i++) {
			const bool same = lower(wanted.at[i - 1]) == lower(text.at[t]);
			const unsigned before = column[i];
			column[i] = least(before + 1, column[i - 1] + 1, diagonal + !same);
			diagonal = before;
		}
		if (column[wanted.size] < best)
			best = column[wanted.size];
	}
	return best;
}

static struct text cut(struct text text)
{
	return (struct text){text.at, text.size < NEAREST_TEXT_MAX ? text.size : NEAREST_TEXT_MAX};
}

void nearest_offer(struct nearest *nearest, struct text wanted, struct text text)
{
	unsigned distance = distance_within(cut(wanted), cut(text));
	size_t at = nearest->count;
	if (distance > cut(wanted).size / 2)
		return;
	for (; at; at--) {
		const struct text *before = &nearest->items[at - 1];
		bool nearer = distance != nearest->distance[at - 1]
		                      ? distance < nearest->distance[at - 1]
		              : text.size != before->size ? text.size < before->size
		                                          : text_compare(text, *before) < 0;
		if (!nearer)
			break;
		if (at < NEAREST) {
			nearest->items[at] = *before;
			nearest->distance[at] = nearest->distance[at - 1];
		}
	}
	if (at == NEAREST)
		return;
	nearest->items[at] = text;
	nearest->distance[at] = distance;
	nearest->count += nearest->count < NEAREST;
}
