#include "formats/id_index.h"

#include "base/hash.h"
#include "base/vector.h"

#include <stdlib.h>

enum { DIRECT_BASE = 1024, DIRECT_PER_ROW = 4 /* places in the direct list */ };

bool id_index_add(struct id_index *index, uint64_t id)
{
	const size_t row = index->count;
	if (row >= UINT32_MAX - 1 || !vector_reserve(&index->ids, &index->capacity, row + 1))
		return false;
	index->ids[row] = id;
	index->scattered |= id != row + 1;
	index->least = row && index->least < id ? index->least : id;
	index->most = index->most > id ? index->most : id;
	index->count++;
	return true;
}

static bool make_table(struct id_index *index)
{
	for (size_t i = 0; i < index->count; i++) {
		if (!table_room(&index->table))
			return false;
		table_put(&index->table, hash_bytes(&index->ids[i], sizeof *index->ids),
		          (uint32_t)i);
	}
	return true;
}

bool id_index_settle(struct id_index *index)
{
	const uint64_t range = index->most - index->least;
	if (!index->scattered)
		return true;
	if (range >= DIRECT_BASE + (uint64_t)index->count * DIRECT_PER_ROW)
		return make_table(index);
	index->direct = calloc((size_t)range + 1, sizeof *index->direct);
	for (size_t i = index->count; index->direct && i--;)
		index->direct[index->ids[i] - index->least] = (uint32_t)(i + 1);
	return index->direct;
}

size_t id_index_search(const struct id_index *index, uint64_t id)
{
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
	free(index->direct);
	free(index->table.slots);
	*index = (struct id_index){0};
}
