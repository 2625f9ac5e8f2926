#include "base/text.h"

#include <endian.h>

/* First compares blocks of a fixed size, for which compilers use wide instructions, then words of
 * eight bytes: the first set bit of their exclusive or is in the first byte that differs. */
enum { BLOCK = 32, WORD = 8 };

static uint64_t load(const char *at)
{
	uint64_t word;
	memcpy(&word, at, WORD);
	return le64toh(word);
}

size_t text_shared_start(const char *a, const char *b, size_t most)
{
	size_t n = 0;
	while (n + BLOCK <= most && memcmp(a + n, b + n, BLOCK) == 0)
		n += BLOCK;
	for (; n + WORD <= most; n += WORD) {
		uint64_t differ = load(a + n) ^ load(b + n);
		if (differ)
			return n + (size_t)__builtin_ctzll(differ) / 8;
	}
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

size_t text_shared_end(const char *a_end, const char *b_end, size_t most)
{
	size_t n = 0;
	while (n + BLOCK <= most && memcmp(a_end - n - BLOCK, b_end - n - BLOCK, BLOCK) == 0)
		n += BLOCK;
	for (; n + WORD <= most; n += WORD) {
		uint64_t differ = load(a_end - n - WORD) ^ load(b_end - n - WORD);
		if (differ)
			return n + (size_t)__builtin_clzll(differ) / 8;
	}
	while (n < most && a_end[-(ptrdiff_t)n - 1] == b_end[-(ptrdiff_t)n - 1])
		n++;
	return n;
}
