#include "symbol/listed.h"

#include "base/vector.h"
#include "symbol/cover.h"

#include <stdlib.h>

enum { SINGLE = 32 }; /* up to this many are searched one by one: most lists have one symbol */

/* Makes a new part from the symbols that are in none, and from previous parts that
 * are not larger. */
static void settle(struct listed *listed, struct symbol *symbols, size_t count)
{
	size_t kept = listed->part_count, first = listed->settled;
	while (kept && listed->parts[kept - 1].count <= count - first)
		first = listed->parts[--kept].first;
	struct listed_part part = {.first = first, .count = count - first};
	part.ranges = malloc((2 * part.count + 1) * sizeof *part.ranges);
	if (!part.ranges || !vector_reserve(&listed->parts, &listed->part_capacity, kept + 1) ||
	    !symbol_cover(symbols + first, part.count, SYMBOL_NEWEST, NULL, part.ranges,
	                  &part.range_count)) {
		free(part.ranges);
		return;
	}
	while (listed->part_count > kept)
		free(listed->parts[--listed->part_count].ranges);
	struct symbol_range *fitting = realloc(part.ranges, part.range_count * sizeof *part.ranges);
	if (fitting)
		part.ranges = fitting;
	listed->parts[listed->part_count++] = part;
	listed->settled = count;
}

static uint32_t find_in(const struct listed_part *part, uint64_t address)
{
	size_t low = 0,
	       high = part->range_count; /* the number that begin at or before the address */
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (part->ranges[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	const uint32_t symbol = low ? part->ranges[low - 1].symbol : SYMBOL_NONE;
	return symbol == SYMBOL_NONE ? SYMBOL_NONE : (uint32_t)(part->first + symbol);
}

uint32_t listed_find(struct listed *listed, struct symbol *symbols, size_t count, uint64_t address)
{
	if (count - listed->settled > SINGLE)
		settle(listed, symbols, count);
	for (size_t i = count; i-- > listed->settled;) {
		const struct symbol *symbol = &symbols[i];
		if (address >= symbol->start && (address < symbol->end || address == symbol->start))
			return (uint32_t)i;
	}
	uint32_t found = SYMBOL_NONE;
	for (size_t i = listed->part_count; i-- > 0 && found == SYMBOL_NONE;)
		found = find_in(&listed->parts[i], address);
	return found;
}

void listed_free(struct listed *listed)
{
	for (size_t i = 0; i < listed->part_count; i++)
		free(listed->parts[i].ranges);
	free(listed->parts);
	*listed = (struct listed){0};
}
