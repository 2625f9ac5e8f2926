/* SipHash-2-4, a hash with a secret key: without the key its values cannot be told from random
 * ones, so that nothing is learnt from them about the text, and no text can be found for a value.
 * By J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", 2012. */
#ifndef STACKFOLD_BASE_SIPHASH_H
#define STACKFOLD_BASE_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct siphash_key {
	uint64_t low, high; /* the first eight bytes of a key, the lowest first, and the others */
};

uint64_t siphash(struct siphash_key key, const void *bytes, size_t size);

#endif
