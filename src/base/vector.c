#include "base/vector.h"

#include <stdint.h>
#include <stdlib.h>

bool vector_grow(void **items, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return true;
	size_t grown = *capacity + *capacity / 2;
	if (grown < need)
		grown = need;
	if (grown < 16)
		grown = 16;
	if (grown > SIZE_MAX / size)
		return false;
	void *moved = realloc(*items, grown * size);
	if (!moved)
		return false;
	*items = moved;
	*capacity = grown;
	return true;
}
