/* Growing arrays: a pointer, a count and a capacity that a struct keeps side by side. */
#ifndef STACKFOLD_BASE_VECTOR_H
#define STACKFOLD_BASE_VECTOR_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for need elements of size bytes each: *items, *capacity grow by at least half.
 * False without memory, with *items and *capacity unchanged. */
bool vector_grow(void **items, size_t *capacity, size_t need, size_t size);

/* vector_reserve(&v->items, &v->capacity, need): as vector_grow, typed; free(items) frees. */
#define vector_reserve(items, capacity, need)                                                      \
	((need) <= *(capacity) ||                                                                  \
	 vector_grow((void **)(items), (capacity), (need), sizeof **(items)))

#endif
