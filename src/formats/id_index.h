/* An index of the numbers that a file gives to the rows of a table. Mostly they are 1, 2, 3 ..., or
 * not far apart. */
#ifndef STACKFOLD_FORMATS_ID_INDEX_H
#define STACKFOLD_FORMATS_ID_INDEX_H

#include "base/table.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty and ready. Row i has ids[i]. */
struct id_index {
	uint64_t *ids;
	size_t count, capacity;
	bool scattered; /* if they are not 1, 2, 3 ...: */
	uint64_t least, most;
	uint32_t *direct; /* row + 1 of least, least + 1 ...; NULL: the table has them */
	struct table table;
};

#define ID_INDEX_NONE SIZE_MAX

/* Adds the number of the next row; false without memory. */
bool id_index_add(struct id_index *index, uint64_t id);

/* Prepares look-ups after all rows were added. False without memory. */
bool id_index_settle(struct id_index *index);

/* The part of id_index_find for numbers that are far apart. */
size_t id_index_search(const struct id_index *index, uint64_t id);

/* The row with that number, the first of several; ID_INDEX_NONE: there is none. */
static inline size_t id_index_find(const struct id_index *index, uint64_t id)
{
	if (!index->scattered)
		return id && id <= index->count ? (size_t)id - 1 : ID_INDEX_NONE;
	if (id < index->least || id > index->most)
		return ID_INDEX_NONE;
	if (index->direct)
		return (size_t)index->direct[id - index->least] - 1;
	return id_index_search(index, id);
}

void id_index_free(struct id_index *index); /* empty and ready again */

#endif
