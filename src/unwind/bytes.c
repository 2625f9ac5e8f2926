#include "unwind/bytes.h"

uint64_t unwind_fixed(struct unwind_bytes *bytes, unsigned size)
{
	uint64_t value = 0;
	if ((size_t)(bytes->end - bytes->at) < size) {
		bytes->bad = true;
		bytes->at = bytes->end;
		return 0;
	}
	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)bytes->at[i] << 8 * i;
	bytes->at += size;
	return value;
}

/* Bits above the 64th are dropped. */
static uint64_t leb(struct unwind_bytes *bytes, unsigned *bits, uint8_t *last)
{
	uint64_t value = 0;
	*bits = 0;
	*last = 0x80;
	while (*last & 0x80) {
		if (bytes->at == bytes->end) {
			bytes->bad = true;
			return 0;
		}
		*last = *bytes->at++;
		if (*bits < 64)
			value |= (uint64_t)(*last & 0x7f) << *bits;
		*bits += 7;
	}
	return value;
}

uint64_t unwind_uleb(struct unwind_bytes *bytes)
{
	unsigned bits;
	uint8_t last;
	return leb(bytes, &bits, &last);
}

int64_t unwind_sleb(struct unwind_bytes *bytes)
{
	unsigned bits;
	uint8_t last;
	uint64_t value = leb(bytes, &bits, &last);
	if (last & 0x40 && bits < 64)
		value |= ~UINT64_C(0) << bits;
	return (int64_t)value;
}

struct unwind_bytes unwind_block(struct unwind_bytes *bytes, uint64_t size)
{
	if ((uint64_t)(bytes->end - bytes->at) < size) {
		bytes->bad = true;
		bytes->at = bytes->end;
		return (struct unwind_bytes){bytes->end, bytes->end, true};
	}
	const uint8_t *at = bytes->at;
	bytes->at += size;
	return (struct unwind_bytes){at, bytes->at, false};
}
