/* Inputs that are made at random, with what they should fold to. */
#ifndef STACKFOLD_TESTS_MADE_INPUT_H
#define STACKFOLD_TESTS_MADE_INPUT_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 1 << 20 /* see read/pieces.c */ };

/* How much less is read where ThreadSanitizer makes it slow. */
#ifdef __SANITIZE_THREAD__
enum { LESS = 6 };
#else
enum { LESS = 1 };
#endif

static const unsigned thread_counts[] = {1, 2, 3, 8};
enum { THREAD_COUNTS = sizeof thread_counts / sizeof *thread_counts };

static uint32_t seed;

static inline uint32_t draw(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % below;
}

/* What the input that is made should fold to, counted while it is made. */
struct made {
	char *text;
	size_t size, capacity;
	uint64_t samples, weights[4][8][8]; /* of comm, outer and inner frame */
};

static inline void put(struct made *made, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline void put(struct made *made, const char *format, ...)
{
	va_list args;
	if (made->capacity - made->size < 256) {
		made->capacity = made->capacity * 2 + 4096;
		made->text = realloc(made->text, made->capacity);
	}
	va_start(args, format);
	made->size += (size_t)vsnprintf(made->text + made->size, 256, format, args);
	va_end(args);
}

#endif
