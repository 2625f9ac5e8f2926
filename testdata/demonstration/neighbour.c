/* A noisy neighbour: fills memory that no cache holds, for half a second to two seconds, and sleeps
 * as long, until it is killed. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	size_t size = 64 << 20;
	char *memory = malloc(size);
	srand(count > 1 ? (unsigned)atoi(arguments[1]) : 1);
	for (;;) {
		useconds_t length = 500000 + (useconds_t)(rand() % 1500000);
		clock_t end = clock() + (clock_t)length * (CLOCKS_PER_SEC / 1000000);
		while (clock() < end)
			memset(memory, rand(), size);
		usleep(length);
	}
}
