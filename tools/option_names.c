#include "option_names.h"

#include "base/near.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static void candidates_add(struct option_candidates *found, const struct option *row)
{
	for (size_t i = 0; i < found->count && i < OPTION_CANDIDATES_MAX; i++)
		if (strcmp(found->rows[i]->name, row->name) == 0 ||
		    (found->rows[i]->value == row->value && row->type != OPTION_STEP))
			return; /* an alias of one that is already in the list, or the same name */
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

const struct option *option_near(const struct option *options, const char *name, size_t size)
{
	const struct option *nearest = NULL;
	size_t least = (size + 1) / 3 + 1; /* one mistake in three letters is near */
	for (const struct option *row = options; row->name; row++) {
		size_t far = row->help
		                     ? near_distance((struct text){name, size}, text_of(row->name))
		                     : SIZE_MAX;
		if (far < least) {
			least = far;
			nearest = row;
		}
	}
	return nearest;
}
