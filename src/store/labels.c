#include "store/labels.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

/* A label without a name sorts before all names. */
static int by_name(const struct frames *names, uint32_t a, uint32_t b)
{
	if (a == b)
		return 0;
	if (a == LABEL_NONE || b == LABEL_NONE)
		return a == LABEL_NONE ? -1 : 1;
	const struct frame *one = &names->items[a], *other = &names->items[b];
	return text_compare((struct text){one->name, one->size},
	                    (struct text){other->name, other->size});
}

static int by_content(const void *a_, const void *b_, void *names)
{
	const struct label *a = a_, *b = b_;
	int order = by_name(names, a->key, b->key);
	if (!order)
		order = by_name(names, a->text, b->text);
	if (!order)
		order = (a->number > b->number) - (a->number < b->number);
	return order ? order : by_name(names, a->unit, b->unit);
}

uint32_t labels_intern(struct labels *labels, const struct frames *names, struct label *set,
                       size_t count)
{
	if (!count)
		return 0;
	if (count > UINT32_MAX || labels->count >= LABEL_NONE - 2 || !table_room(&labels->table))
		return LABEL_NONE;
	const size_t size = count * sizeof *set;
	qsort_r(set, count, sizeof *set, by_content, (void *)names);
	const uint32_t hash = hash_bytes(set, size);
	table_each(&labels->table, hash, at) {
		const struct label_set *known = &labels->items[at->number - 1];
		if (known->count == count && memcmp(known->items, set, size) == 0)
			return at->number;
	}
	if (!vector_reserve(&labels->items, &labels->capacity, labels->count + 1))
		return LABEL_NONE;
	struct label *copy = arena_alloc(&labels->arena, size, _Alignof(struct label));
	if (!copy)
		return LABEL_NONE;
	memcpy(copy, set, size);
	labels->items[labels->count] = (struct label_set){copy, (uint32_t)count, hash};
	table_put(&labels->table, hash, (uint32_t)labels->count);
	return (uint32_t)++labels->count;
}

size_t labels_memory(const struct labels *labels)
{
	return labels->arena.total + labels->capacity * sizeof *labels->items +
	       labels->table.size * sizeof *labels->table.slots;
}

void labels_free(struct labels *labels)
{
	arena_free(&labels->arena);
	free(labels->items);
	free(labels->table.slots);
	*labels = (struct labels){0};
}
