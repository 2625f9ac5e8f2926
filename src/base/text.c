#include "base/text.h"

/* Fixed-size comparisons that compilers turn into wide instructions, then byte by byte. */
size_t text_shared_start(const char *a, const char *b, size_t most)
{
	size_t n = 0;
	while (n + 32 <= most && memcmp(a + n, b + n, 32) == 0)
		n += 32;
	while (n < most && a[n] == b[n])
		n++;
	return n;
}

size_t text_shared_end(const char *a_end, const char *b_end, size_t most)
{
	size_t n = 0;
	while (n + 32 <= most && memcmp(a_end - n - 32, b_end - n - 32, 32) == 0)
		n += 32;
	while (n < most && a_end[-(ptrdiff_t)n - 1] == b_end[-(ptrdiff_t)n - 1])
		n++;
	return n;
}
