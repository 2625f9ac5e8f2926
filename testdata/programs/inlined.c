/* Small functions that the compiler inlines several deep, and a callback from the C library. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define KEEP __attribute__((noinline))
#define INLINE static inline __attribute__((always_inline))
#define CELLS 4096

INLINE uint32_t rotate(uint32_t n, unsigned by)
{
	return n << by | n >> (32 - by);
}

INLINE uint32_t mix(uint32_t a, uint32_t b)
{
	a ^= rotate(b, 7);
	a *= 2654435761U;
	return rotate(a, 13);
}

INLINE uint32_t mix_cell(const uint32_t *cells, size_t i)
{
	uint32_t left = cells[i % CELLS], right = cells[(i + 1) % CELLS];

	return mix(left, right);
}

KEEP static void stir(uint32_t *cells)
{
	for (size_t i = 0; i < CELLS; i++)
		cells[i] = mix_cell(cells, i);
}

INLINE int three_way(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_value(const void *left, const void *right)
{
	return three_way(*(const uint32_t *)left, *(const uint32_t *)right);
}

KEEP static void sort(uint32_t *cells)
{
	qsort(cells, CELLS, sizeof(*cells), by_value);
}

int main(void)
{
	static uint32_t cells[CELLS];

	for (uint32_t i = 0; i < CELLS; i++)
		cells[i] = i;
	for (int i = 0; i < 600; i++) {
		for (int j = 0; j < 32; j++)
			stir(cells);
		if (i % 8 == 0)
			sort(cells);
	}
	printf("%u\n", cells[0]);
	return 0;
}
