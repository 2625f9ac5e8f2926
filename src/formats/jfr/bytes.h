/* The bytes of a Java Flight Recording's chunk: numbers, compressed or big-endian, and strings. */
#ifndef STACKFOLD_FORMATS_JFR_BYTES_H
#define STACKFOLD_FORMATS_JFR_BYTES_H

#include "base/buffer.h"
#include "base/text.h"
#include "base/varint.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A position in a chunk. Reading beyond its end gives 0, and sets bad. */
struct jfr_bytes {
	const uint8_t *at, *end;
	bool compressed; /* numbers of 2 bytes and more have 7 bits in each byte, the lowest first
	                  */
	bool bad;
};

enum jfr_encoding {
	JFR_NULL = 0,
	JFR_EMPTY = 1,
	JFR_POOLED = 2, /* in a constant pool */
	JFR_UTF8 = 3,
	JFR_UTF16 = 4,
	JFR_LATIN1 = 5,
};

struct jfr_string {
	enum jfr_encoding encoding;
	uint64_t number; /* number of the constant, or of characters */
	struct text bytes;
};

static inline uint64_t jfr_big_endian(struct jfr_bytes *bytes, size_t size)
{
	uint64_t value = 0;
	if ((size_t)(bytes->end - bytes->at) < size) {
		bytes->bad = true;
		bytes->at = bytes->end;
		return 0;
	}
	for (size_t i = 0; i < size; i++)
		value = value << 8 | bytes->at[i];
	bytes->at += size;
	return value;
}

/* At most nine bytes, of which the last has eight bits. */
static inline uint64_t jfr_compressed(struct jfr_bytes *bytes)
{
	uint64_t value = 0;
	if (bytes->at < bytes->end && *bytes->at < 0x80)
		return *bytes->at++;
	if (bytes->end - bytes->at >= 8) {
		const uint64_t word = varint_load(bytes->at), ends = varint_ends(word);
		if (ends) {
			const unsigned size = varint_first_size(ends);
			bytes->at += size;
			return varint_value(word, size);
		}
	}
	for (unsigned shift = 0; bytes->at < bytes->end; shift += 7) {
		const uint8_t byte = *bytes->at++;
		if (shift == 56)
			return value | (uint64_t)byte << 56;
		value |= (uint64_t)(byte & 0x7f) << shift;
		if (!(byte & 0x80))
			return value;
	}
	bytes->bad = true;
	return 0;
}

/* A number that takes `size` bytes if it is not compressed. */
static inline uint64_t jfr_number(struct jfr_bytes *bytes, size_t size)
{
	return bytes->compressed && size > 1 ? jfr_compressed(bytes) : jfr_big_endian(bytes, size);
}

static inline void jfr_pass(struct jfr_bytes *bytes, uint64_t size)
{
	if (size > (size_t)(bytes->end - bytes->at)) {
		bytes->bad = true;
		bytes->at = bytes->end;
	} else {
		bytes->at += size;
	}
}

static inline void jfr_pass_compressed(struct jfr_bytes *bytes, uint64_t count)
{
	while (count >= 8 && bytes->end - bytes->at >= 8) {
		const uint64_t ends = varint_ends(varint_load(bytes->at));
		if (!ends) {
			jfr_compressed(bytes); /* of nine bytes */
			count--;
			continue;
		}
		count -= varint_count(ends);
		bytes->at += varint_last_size(ends);
	}
	for (; count && !bytes->bad; count--)
		jfr_compressed(bytes);
}

struct jfr_string jfr_string(struct jfr_bytes *bytes);

/* Appends a string that is not in a pool, as UTF-8. */
void jfr_append(struct buffer *text, const struct jfr_string *string);

#endif
