#include "config.h"

#include "formats/perf_data/source.h"

#include "formats/perf_data/bytes.h"

#include <stdlib.h>

#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

const char *source_name(const struct sources *sources, const struct source *source)
{
	return input_name(source->input ? source->input : sources->stream->input);
}

bool source_fill(struct sources *sources, struct source *source, enum status *status,
                 struct error *err)
{
	size_t room;
	uint8_t *at = record_stream_room(&source->stream, &room);
	if (!at) {
		*status = error_no_memory(err);
		return false;
	}
	if (room > source->left)
		room = (size_t)source->left;
	ssize_t n = source->input ? stream_read_beside(sources->stream, source->input, at, room,
	                                               source->offset, err)
	            : sources->pipe
	                    ? stream_read(sources->stream, at, room, err)
	                    : stream_read_at(sources->stream, at, room, source->offset, err);
	if (n < 0)
		*status = STATUS_FAILED;
	if (n <= 0)
		return false;
	record_stream_filled(&source->stream, (size_t)n);
	source->left -= (uint64_t)n;
	source->offset += (uint64_t)n;
	return true;
}

enum status source_take(struct sources *sources, struct source *source, struct error *err)
{
	struct record record;
	enum status status = STATUS_OK;
	while (!status &&
	       (source->last = record_stream_next(&source->stream, &record)) == RECORD_OK)
		status = sources->record(sources->context, source, &record, err);
	return status;
}

enum status source_skip(struct sources *sources, struct source *source, uint64_t size,
                        struct error *err)
{
	enum status status = STATUS_OK;
	while (size) {
		size_t here = record_stream_left(&source->stream);
		if (here > size)
			here = (size_t)size;
		if (here)
			record_stream_skip(&source->stream, here);
		size -= here;
		if (!sources->pipe && size) { /* no need to read them */
			uint64_t most = size < source->left ? size : source->left;
			source->left -= most;
			source->offset += most;
			break;
		}
		if (size && !source_fill(sources, source, &status, err))
			break;
	}
	return status;
}

/* ---- compressed records ---- */

#ifdef HAVE_ZSTD
/* A few bytes may expand to any number of records, and require a large window. Stack dumps of 64
 * KiB shrink to some hundred bytes if stacks are shallow. */
enum { TIMES_MOST = 1024, ALWAYS = 64 << 20, ZSTD_BYTES_MOST = 192 << 20 };

static enum status check_limits(struct sources *sources, struct source *source, struct error *err)
{
	const size_t bytes = ZSTD_sizeof_DCtx(source->zstd);
	sources->zstd_bytes += bytes - source->zstd_bytes;
	source->zstd_bytes = bytes;
	if (sources->zstd_bytes > ZSTD_BYTES_MOST)
		return error_set(err, STATUS_FAILED,
		                 "%s: decompressing its records takes more than %d MiB of memory",
		                 source_name(sources, source), ZSTD_BYTES_MOST >> 20);
	if (source->unpacked_bytes > ALWAYS &&
	    (source->unpacked_bytes - ALWAYS) / TIMES_MOST > source->packed_bytes)
		return error_set(
			err, STATUS_FAILED,
			"%s: its compressed records hold more than %d times their size plus "
			"%d MiB",
			source_name(sources, source), TIMES_MOST, ALWAYS >> 20);
	return STATUS_OK;
}

static enum status unpack(struct sources *sources, struct source *source, const uint8_t *bytes,
                          size_t size, struct error *err)
{
	if (!source->zstd && !(source->zstd = ZSTD_createDCtx()))
		return error_no_memory(err);
	ZSTD_inBuffer in = {bytes, size, 0};
	struct record_stream *stream = &source->unpacked;
	stream->big_endian = sources->big_endian;
	source->packed_bytes += size;
	bool full = true; /* the decompressor may have more than there was room for */
	while (in.pos < in.size || full) {
		ZSTD_outBuffer out = {0};
		out.dst = record_stream_room(stream, &out.size);
		if (!out.dst)
			return error_no_memory(err);
		size_t result = ZSTD_decompressStream(source->zstd, &out, &in);
		if (ZSTD_isError(result))
			return error_set(err, STATUS_FAILED,
			                 "%s: a compressed record is damaged: %s",
			                 source_name(sources, source), ZSTD_getErrorName(result));
		full = out.pos == out.size;
		record_stream_filled(stream, out.pos);
		source->unpacked_bytes += out.pos;
		enum status status = check_limits(sources, source, err);
		if (status)
			return status;
		struct record record;
		enum record_result next;
		while ((next = record_stream_next(stream, &record)) == RECORD_OK) {
			status = sources->record(sources->context, source, &record, err);
			if (status)
				return status;
		}
		if (next == RECORD_BAD)
			return error_set(err, STATUS_FAILED, "%s: corrupt compressed record",
			                 source_name(sources, source));
	}
	return STATUS_OK;
}
#else
static enum status unpack(struct sources *sources, struct source *source, const uint8_t *bytes,
                          size_t size, struct error *err)
{
	(void)bytes, (void)size;
	return error_set(err, STATUS_FAILED,
	                 "%s: was compressed by perf record -z, which this build does not support: "
	                 "build it with libzstd, or use perf script",
	                 source_name(sources, source));
}
#endif

enum status source_unpack(struct sources *sources, struct source *source,
                          const struct record *record, bool padded, struct error *err)
{
	struct bytes bytes = {record->at + RECORD_HEADER_SIZE, record->at + record->size,
	                      sources->big_endian, false};
	if (record->stream == &source->unpacked)
		return error_set(err, STATUS_FAILED, "%s: a compressed record within another",
		                 source_name(sources, source));
	uint64_t size = bytes_left(&bytes);
	if (padded)
		size = bytes_u64(&bytes); /* the bytes after it are padding */
	const uint8_t *at = bytes_take(&bytes, size);
	if (!at)
		return error_set(err, STATUS_FAILED, "%s: a compressed record is truncated",
		                 source_name(sources, source));
	record_pin(record); /* reading does not change it meanwhile */
	enum status status = unpack(sources, source, at, (size_t)size, err);
	record_unpin(record);
	return status;
}

/* ---- data after a record ---- */

uint8_t *source_bytes(struct sources *sources, struct source *source, size_t *size,
                      enum status *status, struct error *err)
{
	uint8_t *bytes = malloc(*size + 1);
	size_t done = 0;
	if (!bytes)
		*status = error_no_memory(err);
	while (!*status && done < *size) {
		size_t here = record_stream_left(&source->stream);
		if (here > *size - done)
			here = *size - done;
		if (here)
			memcpy(bytes + done, record_stream_skip(&source->stream, here), here);
		done += here;
		if (done < *size && !source_fill(sources, source, status, err))
			break;
	}
	*size = done;
	if (!*status)
		return bytes;
	free(bytes);
	return NULL;
}

size_t sources_memory(const struct sources *sources)
{
	size_t bytes = 0;
	for (size_t i = 0; i < sources->count; i++) {
		const struct source *source = &sources->items[i];
		bytes += source->stream.bytes + source->unpacked.bytes;
		bytes += source->unpacked_bytes < source->zstd_bytes
		                 ? (size_t)source->unpacked_bytes
		                 : source->zstd_bytes;
	}
	return bytes;
}

static void free_one(struct source *source)
{
	record_stream_free(&source->stream);
	record_stream_free(&source->unpacked);
#ifdef HAVE_ZSTD
	ZSTD_freeDCtx(source->zstd);
#endif
	input_close(source->input);
	free(source->path);
}

void sources_free(struct sources *sources)
{
	for (size_t i = 0; i < sources->count; i++)
		free_one(&sources->items[i]);
	free(sources->items);
	*sources = (struct sources){0};
}
