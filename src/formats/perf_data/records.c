#include "formats/perf_data/records.h"

#include "formats/perf_data/bytes.h"

#include <stdlib.h>

enum { BLOCK_SIZE = 1 << 20 };

struct record_block {
	size_t size;   /* bytes in it */
	size_t room;   /* number of bytes that fit */
	unsigned pins; /* pinned records in it, plus one while it is being filled */
	uint8_t bytes[];
};

static void put_block(struct record_stream *stream, struct record_block *block)
{
	if (!stream->spare) {
		stream->spare = block;
		return;
	}
	stream->bytes -= block->room;
	free(block);
}

static void release_block(struct record_stream *stream, struct record_block *block)
{
	if (--block->pins == 0)
		put_block(stream, block);
}

void record_pin(const struct record *record)
{
	record->block->pins++;
}

void record_unpin(const struct record *record)
{
	release_block(record->stream, record->block);
}

/* Continues in a new block, with the beginning of the record that is incomplete in the old one. */
static bool next_block(struct record_stream *stream)
{
	struct record_block *old = stream->block, *block = stream->spare;
	size_t room = stream->block_size ? stream->block_size : BLOCK_SIZE;
	if (!block && (block = malloc(sizeof *block + room)))
		stream->bytes += room;
	if (!block)
		return false;
	stream->spare = NULL;
	block->room = room;
	block->size = 0;
	block->pins = 1;
	if (old) {
		block->size = old->size - stream->at;
		memcpy(block->bytes, old->bytes + stream->at, block->size);
		release_block(stream, old);
	}
	stream->block = block;
	stream->at = 0;
	return true;
}

uint8_t *record_stream_room(struct record_stream *stream, size_t *room)
{
	struct record_block *block = stream->block;
	if (block && block->pins == 1 &&
	    stream->at) { /* no longer in use: the same block is used again */
		block->size -= stream->at;
		memmove(block->bytes, block->bytes + stream->at, block->size);
		stream->at = 0;
	}
	if ((!block || block->room - block->size < RECORD_SIZE_MAX) && !next_block(stream))
		return NULL;
	*room = stream->block->room - stream->block->size;
	return stream->block->bytes + stream->block->size;
}

void record_stream_filled(struct record_stream *stream, size_t size)
{
	stream->block->size += size;
}

size_t record_stream_left(const struct record_stream *stream)
{
	return stream->block ? stream->block->size - stream->at : 0;
}

const uint8_t *record_stream_skip(struct record_stream *stream, size_t size)
{
	const uint8_t *at = stream->block ? stream->block->bytes + stream->at : NULL;
	stream->at += size;
	return at;
}

enum record_result record_stream_next(struct record_stream *stream, struct record *record)
{
	size_t left = record_stream_left(stream);
	if (left < RECORD_HEADER_SIZE)
		return RECORD_MORE;
	const uint8_t *at = stream->block->bytes + stream->at;
	uint16_t size = load_u16(at + 6, stream->big_endian);
	if (size < RECORD_HEADER_SIZE)
		return RECORD_BAD;
	if (size > left)
		return RECORD_MORE;
	*record = (struct record){
		.at = at,
		.type = load_u32(at, stream->big_endian),
		.misc = load_u16(at + 4, stream->big_endian),
		.size = size,
		.block = stream->block,
		.stream = stream,
	};
	stream->at += size;
	return RECORD_OK;
}

void record_stream_free(struct record_stream *stream)
{
	free(stream->block);
	free(stream->spare);
	*stream = (struct record_stream){0};
}
