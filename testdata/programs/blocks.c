#include <stdlib.h>
#include <string.h>
static void *leaf(size_t n)
{
	char *p = malloc(n);
	memset(p, 1, n);
	return p;
}
static void work(int n)
{
	for (int i = 0; i < n; i++)
		free(leaf(100));
}
static void *keep(void)
{
	return leaf(5000);
}
int main(void)
{
	work(50);
	void *k = keep();
	work(10);
	return k == NULL;
}
