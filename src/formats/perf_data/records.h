/* A stream of perf.data records from bytes that arrive in pieces of any size.
 *
 * A record is a header of 8 bytes (type, misc, size with the header) and its contents. Bytes are
 * kept in blocks; a record does not move as long as its block is pinned, so records can wait
 * without being copied. */
#ifndef STACKFOLD_READ_PERF_DATA_RECORDS_H
#define STACKFOLD_READ_PERF_DATA_RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RECORD_HEADER_SIZE = 8, RECORD_SIZE_MAX = UINT16_MAX };

struct record_block;
struct record_stream;

struct record {
	const uint8_t *at; /* the header; any alignment */
	uint32_t type;
	uint16_t misc, size;
	struct record_block *block;
	struct record_stream *stream;
};

/* Set big_endian; the rest zeroed is empty and ready. */
struct record_stream {
	bool big_endian;
	struct record_block *block; /* the block that is being filled */
	struct record_block *spare; /* a block for reuse */
	size_t at;                  /* position of the next record in it */
	size_t bytes;               /* size of all blocks */
	size_t block_size;          /* of new blocks, at least twice RECORD_SIZE_MAX; 0: 1 MiB */
};

/* The place for the next bytes: *room of them, at least RECORD_SIZE_MAX. NULL without memory. */
uint8_t *record_stream_room(struct record_stream *stream, size_t *room);

/* Notes that that many bytes were put there. */
void record_stream_filled(struct record_stream *stream, size_t size);

enum record_result {
	RECORD_OK,
	RECORD_MORE, /* the next record is incomplete */
	RECORD_BAD,  /* a record smaller than its header: the bytes after it cannot be read */
};

/* The next record, which is valid until record_stream_room is called, or as long as
 * it is pinned. */
enum record_result record_stream_next(struct record_stream *stream, struct record *record);

/* The number of bytes that are not yet part of a record; and skipping some of them. */
size_t record_stream_left(const struct record_stream *stream);
const uint8_t *record_stream_skip(struct record_stream *stream, size_t size);

/* Keeps the record until it is unpinned as many times. */
void record_pin(const struct record *record);
void record_unpin(const struct record *record);

void record_stream_free(struct record_stream *stream); /* no record may be pinned any more */

#endif
