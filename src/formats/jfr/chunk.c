#include "formats/jfr/chunk.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { METADATA_EVENT = 0, CHECKPOINT_EVENT = 1 };

bool jfr_begins(const uint8_t *bytes, size_t size)
{
	return size >= 8 && memcmp(bytes, "FLR", 4) == 0;
}

void jfr_header(struct jfr_chunk *chunk, const uint8_t *bytes)
{
	struct jfr_bytes header = {bytes + 8, bytes + JFR_HEADER_SIZE, false, false};
	chunk->size = jfr_big_endian(&header, 8);
	chunk->pools_at = jfr_big_endian(&header, 8);
	chunk->metadata_at = jfr_big_endian(&header, 8);
	chunk->start_ns = jfr_big_endian(&header, 8);
	jfr_pass(&header, 8); /* the duration */
	chunk->start_ticks = jfr_big_endian(&header, 8);
	chunk->ticks_a_second = jfr_big_endian(&header, 8);
	chunk->compressed = jfr_big_endian(&header, 4) & 1;
}

struct jfr_bytes jfr_at(const struct jfr_chunk *chunk, uint64_t at)
{
	struct jfr_bytes bytes = {chunk->bytes, chunk->bytes + chunk->size, chunk->compressed,
	                          at > chunk->size};
	bytes.at = bytes.bad ? bytes.end : bytes.at + at;
	return bytes;
}

static enum status damaged(struct jfr_chunk *chunk, uint64_t at, const char *what)
{
	chunk->what = what;
	chunk->where = at;
	return STATUS_FAILED;
}

/* The body of an event, which must have that type. */
static struct jfr_bytes event_at(const struct jfr_chunk *chunk, uint64_t at, uint64_t type)
{
	struct jfr_bytes bytes = jfr_at(chunk, at < JFR_HEADER_SIZE ? UINT64_MAX : at);
	const uint64_t size = jfr_number(&bytes, 4);
	bytes.bad |= bytes.bad || size > chunk->size - at || jfr_number(&bytes, 8) != type;
	if (!bytes.bad)
		bytes.end = chunk->bytes + at + size;
	bytes.bad |= bytes.at > bytes.end;
	return bytes;
}

static enum status read_classes(struct jfr_chunk *chunk, struct error *err)
{
	struct jfr_bytes bytes = event_at(chunk, chunk->metadata_at, METADATA_EVENT);
	jfr_number(&bytes, 8); /* start, duration and number */
	jfr_number(&bytes, 8);
	jfr_number(&bytes, 8);
	enum status status = bytes.bad ? STATUS_FAILED
	                               : jfr_classes_read(&chunk->classes, &bytes, err);
	return status == STATUS_FAILED
	               ? damaged(chunk, chunk->metadata_at, "the metadata is damaged")
	               : status;
}

/* The constants of one class in a checkpoint. */
static enum status read_constants(struct jfr_chunk *chunk, struct jfr_bytes *bytes,
                                  struct error *err)
{
	const size_t row = id_index_find(&chunk->classes.ids, jfr_number(bytes, 8));
	uint64_t count = jfr_number(bytes, 4);
	if (row == ID_INDEX_NONE)
		return STATUS_FAILED;
	const enum jfr_known known = chunk->classes.items[row].known;
	for (; count && !bytes->bad; count--) {
		const uint64_t number = jfr_number(bytes, 8);
		const uint64_t at = (uint64_t)(bytes->at - chunk->bytes);
		jfr_skip(&chunk->classes, row, bytes);
		if (bytes->bad || known == JFR_KNOWN)
			continue;
		struct jfr_pool *pool = &chunk->pools[known];
		const size_t n = pool->ids.count;
		if (!vector_reserve(&pool->at, &pool->capacity, n + 1) ||
		    !id_index_add(&pool->ids, number))
			return error_no_memory(err);
		pool->at[n] = at;
	}
	return bytes->bad ? STATUS_FAILED : STATUS_OK;
}

/* A checkpoint has the distance of the previous one. */
static enum status read_checkpoints(struct jfr_chunk *chunk, struct error *err)
{
	uint64_t at = chunk->pools_at;
	while (at) {
		struct jfr_bytes bytes = event_at(chunk, at, CHECKPOINT_EVENT);
		jfr_number(&bytes, 8); /* start and duration */
		jfr_number(&bytes, 8);
		const uint64_t distance = -jfr_number(&bytes, 8);
		jfr_pass(&bytes, 1); /* the kind of checkpoint */
		uint64_t pools = jfr_number(&bytes, 4);
		enum status status = bytes.bad ? STATUS_FAILED : STATUS_OK;
		for (; !status && pools && !bytes.bad; pools--)
			status = read_constants(chunk, &bytes, err);
		if (status == STATUS_FAILED || bytes.bad || distance >= at)
			return damaged(chunk, at, "a checkpoint is damaged");
		if (status)
			return status;
		at = distance ? at - distance : 0;
	}
	return STATUS_OK;
}

enum status jfr_chunk_open(struct jfr_chunk *chunk, const uint8_t *bytes, struct error *err)
{
	chunk->bytes = bytes;
	if (!chunk->ticks_a_second)
		return damaged(chunk, 0, "its clock has no ticks");
	enum status status = read_classes(chunk, err);
	if (!status)
		status = read_checkpoints(chunk, err);
	for (size_t i = 0; !status && i < JFR_KNOWN; i++)
		if (!id_index_settle(&chunk->pools[i].ids))
			status = error_no_memory(err);
	return status;
}

bool jfr_constant(struct jfr_chunk *chunk, enum jfr_known known, size_t row,
                  struct jfr_value slots[JFR_SLOTS])
{
	struct jfr_bytes bytes = jfr_at(chunk, chunk->pools[known].at[row]);
	jfr_read(&chunk->classes, chunk->classes.row_of[known], &bytes, slots);
	return !bytes.bad;
}

void jfr_append_string(struct jfr_chunk *chunk, const struct jfr_string *string,
                       struct buffer *text)
{
	struct jfr_value slots[JFR_SLOTS];
	if (string->encoding != JFR_POOLED) {
		jfr_append(text, string);
		return;
	}
	const size_t row = jfr_row(chunk, JFR_JAVA_STRING, string->number);
	if (row != ID_INDEX_NONE && jfr_constant(chunk, JFR_JAVA_STRING, row, slots))
		jfr_append(text, &slots[0].string);
}

void jfr_chunk_free(struct jfr_chunk *chunk)
{
	jfr_classes_free(&chunk->classes);
	for (size_t i = 0; i < JFR_KNOWN; i++) {
		id_index_free(&chunk->pools[i].ids);
		free(chunk->pools[i].at);
	}
	*chunk = (struct jfr_chunk){0};
}
