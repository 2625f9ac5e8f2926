#include "base/siphash.h"

static uint64_t rotate(uint64_t value, unsigned bits)
{
	return value << bits | value >> (64 - bits);
}

struct state {
	uint64_t a, b, c, d;
};

static void mix(struct state *v, unsigned rounds)
{
	while (rounds--) {
		v->a += v->b;
		v->b = rotate(v->b, 13) ^ v->a;
		v->a = rotate(v->a, 32);
		v->c += v->d;
		v->d = rotate(v->d, 16) ^ v->c;
		v->a += v->d;
		v->d = rotate(v->d, 21) ^ v->a;
		v->c += v->b;
		v->b = rotate(v->b, 17) ^ v->c;
		v->c = rotate(v->c, 32);
	}
}

/* Reads up to eight bytes as a little-endian number, on any machine. */
static uint64_t number_of(const unsigned char *bytes, size_t size)
{
	uint64_t number = 0;
	for (size_t i = 0; i < size; i++)
		number |= (uint64_t)bytes[i] << (8 * i);
	return number;
}

uint64_t siphash(struct siphash_key key, const void *bytes, size_t size)
{
	/* the letters of "somepseudorandomlygeneratedbytes" */
	struct state v = {key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d,
	                  key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573};
	const unsigned char *at = bytes;
	size_t left = size;
	for (; left >= 8; at += 8, left -= 8) {
		const uint64_t word = number_of(at, 8);
		v.d ^= word;
		mix(&v, 2);
		v.a ^= word;
	}
	const uint64_t last = number_of(at, left) | (uint64_t)size << 56;
	v.d ^= last;
	mix(&v, 2);
	v.a ^= last;
	v.c ^= 0xff;
	mix(&v, 4);
	return v.a ^ v.b ^ v.c ^ v.d;
}
