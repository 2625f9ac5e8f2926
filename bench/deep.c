/* deep SECONDS [THREADS]: keeps busy in call chains about sixty deep, of many shapes, for
 * recordings to measure with. Every level chooses one of 64 functions by a hash of the way so far,
 * so that there are some ten thousand distinct stacks. Build with -fno-omit-frame-pointer. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FUNCTIONS = 64, DEPTH = 60, BRANCHING_LEVELS = 14 };

typedef uint64_t function(uint64_t way, unsigned depth);
static function *const functions[FUNCTIONS];

static time_t end;

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x9e3779b97f4a7c15;
	return x ^ x >> 29;
}

__attribute__((noinline)) static uint64_t spin(uint64_t x)
{
	for (int i = 0; i < 400; i++)
		x = mix(x + (uint64_t)i);
	return x;
}

/* Way on the next level: a bit of chance on some, fixed by the way so far on the others. */
static uint64_t descend(uint64_t way, unsigned depth)
{
	if (depth >= DEPTH)
		return spin(way);
	uint64_t next = depth % (DEPTH / BRANCHING_LEVELS) == 0 ? mix(way) << 1 | ((way >> 40) & 1)
	                                                        : mix(way);
	return functions[next % FUNCTIONS](next, depth + 1);
}

#define FUNCTION(n)                                                                                \
	__attribute__((noinline)) static uint64_t level_##n(uint64_t way, unsigned depth)          \
	{                                                                                          \
		volatile uint64_t result = descend(way ^ n, depth);                                \
		return result + n;                                                                 \
	}
#define EIGHT(X, a) X(a##0) X(a##1) X(a##2) X(a##3) X(a##4) X(a##5) X(a##6) X(a##7)
#define ALL(X)                                                                                     \
	EIGHT(X, 1)                                                                                \
	EIGHT(X, 2) EIGHT(X, 3) EIGHT(X, 4) EIGHT(X, 5) EIGHT(X, 6) EIGHT(X, 7) EIGHT(X, 8)
ALL(FUNCTION)

#define NAME(n) level_##n,
static function *const functions[FUNCTIONS] = {ALL(NAME)};

static void *run(void *seed_)
{
	uint64_t seed = (uintptr_t)seed_, sum = 0;
	while (time(NULL) < end)
		for (int i = 0; i < 100; i++)
			sum += functions[i % FUNCTIONS]((seed = mix(seed + 1)) % 256, 1);
	return (void *)(uintptr_t)sum;
}

int main(int argc, char **argv)
{
	unsigned threads = argc > 2 ? (unsigned)atoi(argv[2]) : 1;
	pthread_t others[64];
	end = time(NULL) + (argc > 1 ? atoi(argv[1]) : 1);
	for (unsigned i = 1; i < threads && i < 64; i++)
		pthread_create(&others[i], NULL, run, (void *)(uintptr_t)(i * 7919));
	uint64_t sum = (uintptr_t)run((void *)(uintptr_t)1);
	for (unsigned i = 1; i < threads && i < 64; i++)
		pthread_join(others[i], NULL);
	printf("%llu\n", (unsigned long long)sum);
	return 0;
}
