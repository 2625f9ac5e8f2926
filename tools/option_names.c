#include "option_names.h"

#include <string.h>
#include <strings.h>

enum { NAME_MAX_COMPARED = 48 };

static void candidates_add(struct option_candidates *found, const struct option *row)
{
	for (size_t i = 0; i < found->count && i < OPTION_CANDIDATES_MAX; i++)
		if (found->rows[i]->value == row->value)
			return; /* an alias of one that is in already */
	if (found->count < OPTION_CANDIDATES_MAX)
		found->rows[found->count] = row;
	found->count++;
}

const struct option *option_of_name(const struct option *options, const char *name, size_t size,
                                    struct option_candidates *found)
{
	struct option_candidates all = {.count = 0};
	*found = all;
	if (!size)
		return NULL;
	for (const struct option *row = options; row->name; row++) {
		if (strncasecmp(row->name, name, size) != 0)
			continue;
		if (!row->name[size])
			return row;
		candidates_add(&all, row);
		if (row->original)
			candidates_add(found, row);
	}
	if (!found->count)
		*found = all;
	return found->count == 1 ? found->rows[0] : NULL;
}

const struct option *option_of_letter(const struct option *options, char letter)
{
	for (const struct option *row = options; row->name; row++)
		if (row->letter && row->letter == letter)
			return row;
	return NULL;
}

const struct option *option_of_single(const struct option *options, const char *name,
                                      struct option_candidates *found)
{
	const struct option *row = option_of_letter(options, *name);
	if (row)
		return row;
	for (row = options; row->name; row++)
		if (row->letter && strncasecmp(&row->letter, name, 1) == 0)
			return row;
	return option_of_name(options, name, 1, found);
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters must be put in, taken out, changed or swapped with the next. */
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	size_t rows[3][NAME_MAX_COMPARED + 1];
	for (size_t j = 0; j <= b_size; j++)
		rows[0][j] = j;
	for (size_t i = 1; i <= a_size; i++) {
		size_t *now = rows[i % 3], *before = rows[(i + 2) % 3];
		const size_t *earlier = rows[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= b_size; j++) {
			size_t change = before[j - 1] + (a[i - 1] != b[j - 1]);
			now[j] = smaller(change, smaller(before[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				now[j] = smaller(now[j], earlier[j - 2] + 1);
		}
	}
	return rows[a_size % 3][b_size];
}

const struct option *option_near(const struct option *options, const char *name, size_t size)
{
	const struct option *nearest = NULL;
	size_t least = (size + 1) / 3 + 1; /* one mistake for three letters is near */
	if (size > NAME_MAX_COMPARED)
		return NULL;
	for (const struct option *row = options; row->name; row++) {
		size_t row_size = strlen(row->name);
		if (!row->help || row_size > NAME_MAX_COMPARED)
			continue;
		size_t far = distance(name, size, row->name, row_size);
		if (far < least) {
			least = far;
			nearest = row;
		}
	}
	return nearest;
}
