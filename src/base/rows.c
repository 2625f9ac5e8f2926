#include "base/rows.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

uint32_t rows_intern(struct rows *rows, const void *row, size_t size)
{
	if (!table_room(&rows->table))
		return ROW_NONE;
	const uint32_t hash = hash_bytes(row, size);
	table_each(&rows->table, hash, at)
		if (memcmp((const char *)rows->items + (at->number - 1) * size, row, size) == 0)
			return at->number - 1;
	if (rows->count >= ROW_NONE - 1 ||
	    !vector_grow(&rows->items, &rows->capacity, rows->count + 1, size))
		return ROW_NONE;
	const uint32_t id = (uint32_t)rows->count++;
	memcpy((char *)rows->items + id * size, row, size);
	table_put(&rows->table, hash, id);
	return id;
}

size_t rows_memory(const struct rows *rows, size_t size)
{
	return rows->capacity * size + rows->table.size * sizeof *rows->table.slots;
}

void rows_free(struct rows *rows)
{
	free(rows->items);
	free(rows->table.slots);
	*rows = (struct rows){0};
}
