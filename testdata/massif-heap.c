/* Allocates from several callers: leaks() keeps 300 kB, peak() holds 2 MB for a while, and
 * recursive calls allocate at several depths. work() spends time without allocating. */
#include <stdlib.h>
#include <string.h>

static void *kept[300];

static __attribute__((noinline)) char *make(size_t size)
{
	char *bytes = malloc(size);
	memset(bytes, 1, size);
	return bytes;
}

static __attribute__((noinline)) void leaks(void)
{
	for (int i = 0; i < 300; i++)
		kept[i] = make(1000);
}

static __attribute__((noinline)) int recurse(int depth)
{
	char *mine = make(10000);
	int sum = depth ? recurse(depth - 1) + mine[5] : 0;
	free(mine);
	return sum;
}

static __attribute__((noinline)) void peak(void)
{
	char *many[20];
	for (int i = 0; i < 20; i++)
		many[i] = make(100000);
	recurse(5);
	for (int i = 0; i < 20; i++)
		free(many[i]);
}

static __attribute__((noinline)) unsigned work(unsigned rounds)
{
	unsigned x = 1;
	for (unsigned i = 0; i < rounds; i++)
		x = x * 1664525 + 1013904223;
	return x;
}

int main(void)
{
	leaks();
	peak();
	return (int)(work(100000) & 1) + recurse(3) * 0;
}
