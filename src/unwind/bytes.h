/* Little-endian numbers and LEB128, read from bytes that are not trusted. */
#ifndef STACKFOLD_UNWIND_BYTES_H
#define STACKFOLD_UNWIND_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes to read; `bad` is set by a read after their end. */
struct unwind_bytes {
	const uint8_t *at, *end;
	bool bad;
};

uint64_t unwind_fixed(struct unwind_bytes *bytes, unsigned size); /* little-endian */
uint64_t unwind_uleb(struct unwind_bytes *bytes);
int64_t unwind_sleb(struct unwind_bytes *bytes);

/* Skips that many bytes, and returns them. */
struct unwind_bytes unwind_block(struct unwind_bytes *bytes, uint64_t size);

#endif
