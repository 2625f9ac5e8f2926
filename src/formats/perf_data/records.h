/* A stream of perf.data records out of bytes that come in pieces of any size.
 *
 * A record is a header of 8 bytes (type, misc, size with the header) and what belongs to it. Bytes
 * are kept in blocks; a record stays where it is as long as its block is pinned, so that records
 * can wait for their turn without being copied.
 */
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
	struct record_block *block; /* that is being filled */
	struct record_block *spare; /* one to be used again */
	size_t at;                  /* in it: what comes next */
	size_t bytes;               /* of all blocks that are there */
	size_t block_size;          /* of new blocks, at least twice RECORD_SIZE_MAX; 0: 1 MiB */
};

/* Where the next bytes go: *room of them, at least RECORD_SIZE_MAX. NULL without memory. */
uint8_t *record_stream_room(struct record_stream *stream, size_t *room);

/* That many bytes were put there. */
void record_stream_filled(struct record_stream *stream, size_t size);

enum record_result {
	RECORD_OK,
	RECORD_MORE, /* the next one is not there wholly */
	RECORD_BAD,  /* a record smaller than its header: there is no telling what follows */
};

/* The next record; it stays until record_stream_room is called, or as long as it is pinned. */
enum record_result record_stream_next(struct record_stream *stream, struct record *record);

/* Bytes that came in and are not yet part of a record; and passing over some of them. */
size_t record_stream_left(const struct record_stream *stream);
const uint8_t *record_stream_skip(struct record_stream *stream, size_t size);

/* The record stays until it is unpinned as often. */
void record_pin(const struct record *record);
void record_unpin(const struct record *record);

void record_stream_free(struct record_stream *stream); /* nothing may be pinned any more */

#endif
