/* Sorting sequences of numbers: a multikey quicksort, that is three-way partitions by the number at
 * one position, then by the next position where numbers were equal (Bentley and Sedgewick, "Fast
 * algorithms for sorting and searching strings", 1997). */
#ifndef STACKFOLD_STORE_MULTIKEY_H
#define STACKFOLD_STORE_MULTIKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A sequence to be sorted. */
struct entry {
	const uint32_t *numbers; /* a 0 ends them */
	uint32_t now;            /* the one at the depth being sorted by */
	uint32_t id;
};

/* Whether a comes after b, where both agree before depth. */
bool entry_is_after(const struct entry *a, const struct entry *b, size_t depth);

/* Sorts distinct sequences, on up to `threads` threads; false without memory. */
bool sort_entries(struct entry *entries, size_t count, unsigned threads);

#endif
