#include "unwind/space.h"

const struct unwind_map *unwind_space_find(const struct unwind_space *space, uint64_t address)
{
	if (space->find_map)
		return space->find_map(space->context, address);
	size_t low = 0, high = space->count;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;
		if (space->maps[middle].end <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low < space->count && space->maps[low].start <= address ? &space->maps[low] : NULL;
}
