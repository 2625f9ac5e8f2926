/* The open-addressing table that every interned collection uses: 32 bits of hash beside a 32-bit
 * id, so that a probe reads one cache line and compares names only if hashes are equal. The owner
 * keeps the items and compares them; see table_each. */
#ifndef STACKFOLD_BASE_TABLE_H
#define STACKFOLD_BASE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct table_slot {
	uint32_t hash;
	uint32_t number; /* id + 1; 0: free */
};

/* Zero-initialised is empty and ready; free(slots) frees. */
struct table {
	struct table_slot *slots;
	size_t size; /* a power of two, 0 before the first table_room */
	size_t used;
};

/* Walks the slots that may have an item of this hash, up to the first free one, with `at` as
 * struct table_slot *. The body of the loop runs for slots with an equal hash, and compares the
 * items; if the loop ends, the item is not in the table. Call table_room before. */
#define table_each(table, hash_, at)                                                               \
	for (struct table_slot *at = (table)->slots + ((hash_) & ((table)->size - 1)); at->number; \
	     at = at + 1 < (table)->slots + (table)->size ? at + 1 : (table)->slots)               \
		if (at->hash == (hash_))

/* Prefetches the slot in which an item of this hash will be looked up soon. */
static inline void table_expect(const struct table *table, uint32_t hash)
{
	if (table->size)
		__builtin_prefetch(&table->slots[hash & (table->size - 1)]);
}

static inline void table_put(struct table *table, uint32_t hash, uint32_t id)
{
	size_t at = hash & (table->size - 1);
	while (table->slots[at].number)
		at = (at + 1) & (table->size - 1);
	table->slots[at] = (struct table_slot){hash, id + 1};
	table->used++;
}

/* Makes room for one more item; false without memory, with nothing changed. */
static inline bool table_room(struct table *table)
{
	if (table->used + 1 <= table->size / 8 * 5)
		return true;
	struct table grown = {.size = table->size ? table->size * 2 : 256};
	grown.slots = calloc(grown.size, sizeof *grown.slots);
	if (!grown.slots)
		return false;
	for (size_t i = 0; i < table->size; i++)
		if (table->slots[i].number)
			table_put(&grown, table->slots[i].hash, table->slots[i].number - 1);
	free(table->slots);
	*table = grown;
	return true;
}

#endif
