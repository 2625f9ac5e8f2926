/* The hash of interned things: xxHash's XXH3, inlined because keys are short. */
#ifndef STACKFOLD_BASE_HASH_H
#define STACKFOLD_BASE_HASH_H

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stddef.h>
#include <stdint.h>

static inline uint32_t hash_bytes(const void *bytes, size_t size)
{
	return (uint32_t)XXH3_64bits(bytes, size);
}

#endif
