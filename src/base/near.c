#include "base/near.h"

#include <stdint.h>
#include <string.h>

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t near_distance(struct text a, struct text b)
{
	size_t rows[3][NEAR_MAX + 1];
	if (a.size > NEAR_MAX || b.size > NEAR_MAX)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.size; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a.size; i++) {
		size_t *now = rows[i % 3], *before = rows[(i + 2) % 3];
		const size_t *earlier = rows[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= b.size; j++) {
			size_t change = before[j - 1] + (a.at[i - 1] != b.at[j - 1]);
			now[j] = smaller(change, smaller(before[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] &&
			    a.at[i - 2] == b.at[j - 1])
				now[j] = smaller(now[j], earlier[j - 2] + 1);
		}
	}
	return rows[a.size % 3][b.size];
}

/* In ASCII, independent of the program's locale. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

size_t near_distance_within(struct text part, struct text text, size_t most)
{
	/* column[i]: the edits that turn some letters of the text, up to the current one, into the
	 * first i letters of the part */
	size_t column[NEAR_MAX + 1], least = most + 1;
	if (part.size > NEAR_MAX)
		return most + 1;
	for (size_t i = 0; i <= part.size; i++)
		column[i] = i;
	for (size_t j = 0; j < text.size && least; j++) {
		size_t before = 0; /* column[i - 1] of the letter before */
		for (size_t i = 1; i <= part.size; i++) {
			const size_t change = before + (lower(part.at[i - 1]) != lower(text.at[j]));
			before = column[i];
			column[i] = smaller(change, smaller(before, column[i - 1]) + 1);
		}
		least = smaller(least, column[part.size]);
	}
	return least;
}

static bool is_nearer(struct text a, size_t far_a, struct text b, size_t far_b)
{
	if (far_a != far_b)
		return far_a < far_b;
	return a.size != b.size ? a.size < b.size : text_compare(a, b) < 0;
}

void nearest_offer(struct nearest *nearest, struct text wanted, struct text text)
{
	if (wanted.size > NEAR_MAX)
		wanted.size = NEAR_MAX;
	const size_t most = wanted.size / 3, distance = near_distance_within(wanted, text, most);
	size_t at = nearest->count;
	while (at && is_nearer(text, distance, nearest->items[at - 1], nearest->distance[at - 1]))
		at--;
	if (distance > most || at == NEAREST_MAX)
		return;
	nearest->count += nearest->count < NEAREST_MAX;
	const size_t after = nearest->count - at - 1;
	memmove(nearest->items + at + 1, nearest->items + at, after * sizeof *nearest->items);
	memmove(nearest->distance + at + 1, nearest->distance + at,
	        after * sizeof *nearest->distance);
	nearest->items[at] = text;
	nearest->distance[at] = distance;
}
