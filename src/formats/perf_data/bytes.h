/* Numbers in a perf.data file, which are in the byte order of the machine that wrote it, and a
 * cursor that never leaves its bytes. */
#ifndef STACKFOLD_READ_PERF_DATA_BYTES_H
#define STACKFOLD_READ_PERF_DATA_BYTES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t load_u16(const void *at, bool big_endian)
{
	uint16_t value;
	memcpy(&value, at, sizeof value);
	return big_endian ? be16toh(value) : le16toh(value);
}

static inline uint32_t load_u32(const void *at, bool big_endian)
{
	uint32_t value;
	memcpy(&value, at, sizeof value);
	return big_endian ? be32toh(value) : le32toh(value);
}

static inline uint64_t load_u64(const void *at, bool big_endian)
{
	uint64_t value;
	memcpy(&value, at, sizeof value);
	return big_endian ? be64toh(value) : le64toh(value);
}

/* The remaining bytes. A read beyond the end sets `bad`, leaves no bytes, and returns 0, as all
 * later reads do: a caller checks `bad` once, at the end. */
struct bytes {
	const uint8_t *at, *end;
	bool big_endian;
	bool bad;
};

static inline size_t bytes_left(const struct bytes *bytes)
{
	return (size_t)(bytes->end - bytes->at);
}

/* The next size bytes; NULL if there are fewer. */
static inline const uint8_t *bytes_take(struct bytes *bytes, uint64_t size)
{
	const uint8_t *at = bytes->at;
	if (size > bytes_left(bytes)) {
		bytes->bad = true;
		bytes->at = bytes->end;
		return NULL;
	}
	bytes->at += size;
	return at;
}

static inline uint8_t bytes_u8(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, 1);
	return at ? *at : 0;
}

static inline uint16_t bytes_u16(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, 2);
	return at ? load_u16(at, bytes->big_endian) : 0;
}

static inline uint32_t bytes_u32(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, 4);
	return at ? load_u32(at, bytes->big_endian) : 0;
}

static inline uint64_t bytes_u64(struct bytes *bytes)
{
	const uint8_t *at = bytes_take(bytes, 8);
	return at ? load_u64(at, bytes->big_endian) : 0;
}

/* Text up to a NUL or the end, at most `most` bytes of which are looked at: its size. *at moves
 * to its first byte; the cursor moves past the `most` bytes. */
static inline size_t bytes_text(struct bytes *bytes, size_t most, const char **at)
{
	const uint8_t *text = bytes_take(bytes, most);
	*at = text ? (const char *)text : "";
	return text ? strnlen(*at, most) : 0;
}

#endif
