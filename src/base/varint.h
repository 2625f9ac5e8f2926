/* Numbers of seven bits a byte, the lowest first, whose last byte is below 0x80: eight bytes are
 * taken apart at a time, without a branch for each. */
#ifndef STACKFOLD_BASE_VARINT_H
#define STACKFOLD_BASE_VARINT_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* Eight bytes, the first one lowest. */
static inline uint64_t varint_load(const uint8_t *bytes)
{
	uint64_t word;
	memcpy(&word, bytes, sizeof word);
	return le64toh(word);
}

/* The highest bit of each byte that ends a number. */
static inline uint64_t varint_ends(uint64_t word)
{
	return ~word & UINT64_C(0x8080808080808080);
}

/* How many bytes end a number. */
static inline unsigned varint_count(uint64_t ends)
{
	return (unsigned)((ends >> 7) * UINT64_C(0x0101010101010101) >> 56);
}

/* The bytes up to the first one that ends a number; there is one. */
static inline unsigned varint_first_size(uint64_t ends)
{
	return (unsigned)__builtin_ctzll(ends) / 8 + 1;
}

/* The bytes up to the last one that ends a number; there is one. */
static inline unsigned varint_last_size(uint64_t ends)
{
	return 8 - (unsigned)__builtin_clzll(ends) / 8;
}

/* The number in bytes whose highest bits do not count: eight of seven bits become one of 56. */
static inline uint64_t varint_join(uint64_t word)
{
	word &= UINT64_C(0x7f7f7f7f7f7f7f7f);
	word = (word & UINT64_C(0x7f007f007f007f00)) >> 1 | (word & UINT64_C(0x007f007f007f007f));
	word = (word & UINT64_C(0x3fff00003fff0000)) >> 2 | (word & UINT64_C(0x00003fff00003fff));
	return (word & UINT64_C(0x0fffffff00000000)) >> 4 | (word & UINT64_C(0x000000000fffffff));
}

/* The number in the first `size` of eight bytes. */
static inline uint64_t varint_value(uint64_t word, unsigned size)
{
	return varint_join(word & UINT64_MAX >> (64 - 8 * size));
}

#endif
