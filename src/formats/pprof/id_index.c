#include "formats/pprof/id_index.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>

static bool put(struct id_index *index, size_t row)
{
	if (!table_room(&index->table))
		return false;
	table_put(&index->table, hash_bytes(&index->ids[row], sizeof *index->ids), (uint32_t)row);
	return true;
}

bool id_index_add(struct id_index *index, uint64_t id)
{
	const size_t row = index->count;
	if (row >= UINT32_MAX - 1 || !vector_reserve(&index->ids, &index->capacity, row + 1))
		return false;
	index->ids[row] = id;
	if (!index->scattered && id != row + 1) {
		index->scattered = true;
		for (size_t i = 0; i < row; i++)
			if (!put(index, i))
				return false;
	}
	if (index->scattered && !put(index, row))
		return false;
	index->count++;
	return true;
}

size_t id_index_find(const struct id_index *index, uint64_t id)
{
	if (!index->scattered)
		return id && id <= index->count ? (size_t)id - 1 : ID_INDEX_NONE;
	const uint32_t hash = hash_bytes(&id, sizeof id);
	size_t found = ID_INDEX_NONE;
	table_each(&index->table, hash, at) {
		const size_t row = at->number - 1;
		if (index->ids[row] == id && row < found)
			found = row;
	}
	return found;
}

void id_index_free(struct id_index *index)
{
	free(index->ids);
	free(index->table.slots);
	*index = (struct id_index){0};
}
