/* Finds symbols in a list that grows: a recording may name more at any time, between samples. The
 * list is looked up in parts, each settled once: see cover.h. A part joins those before it that are
 * not larger, so there are few, and a symbol is settled again only when its part doubles. */
#ifndef STACKFOLD_SYMBOL_LISTED_H
#define STACKFOLD_SYMBOL_LISTED_H

#include "symbol/entry.h"

#include <stddef.h>
#include <stdint.h>

/* Symbols from a place in the list on. */
struct listed_part {
	size_t first, count;
	struct symbol_range *ranges;
	size_t range_count;
};

/* Zeroed is empty and ready. */
struct listed {
	struct listed_part *parts; /* each has more symbols than the next one */
	size_t part_count, part_capacity;
	size_t settled; /* symbols in parts; a few more are looked at one by one */
};

/* The last of the symbols that hold an address, or SYMBOL_NONE. Between calls symbols may be added,
 * and none changes. Without memory it takes longer. Cost: a binary search in each part, and for
 * each symbol added some sorting. */
uint32_t listed_find(struct listed *listed, struct symbol *symbols, size_t count, uint64_t address);

void listed_free(struct listed *listed);

#endif
