/* What mutators of harnesses share: numbers at random, and bytes changed within a part of the
 * input, so that what is around it stays whole. */
#ifndef STACKFOLD_FUZZ_MUTATE_H
#define STACKFOLD_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* A number below `below`, 0 where that is 0. */
static inline uint32_t mutate_below(uint32_t *state, size_t below)
{
	*state = *state * 1664525 + 1013904223;
	return below ? (*state >> 8) % (uint32_t)below : 0;
}

/* Changes some bytes from `at` on, `size` of them at most, in place. */
static inline void mutate_part(uint8_t *data, size_t at, size_t size, uint32_t *state)
{
	size_t some = 1 + mutate_below(state, size < 64 ? size : 64);
	if (!size)
		return;
	if (some > size)
		some = size;
	at += mutate_below(state, size - some + 1);
	LLVMFuzzerMutate(data + at, some, some);
}

#ifndef FUZZING
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size)
{
	(void)data, (void)max_size;
	return size;
}
#endif

#endif
