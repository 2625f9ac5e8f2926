#include "read/stream.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

void stream_init(struct stream *stream, struct input *input, const struct read_options *options)
{
	*stream = (struct stream){.input = input, .options = options};
}

/* Reads the next bytes of the input itself, after the early ones. */
static ssize_t read_on(struct stream *stream, char *bytes, size_t size, struct error *err)
{
	ssize_t n = 0;
	if (!stream->ended && stream->again)
		n = input_read_at(stream->input, bytes, size, stream->offset, err);
	else if (!stream->ended)
		n = input_read(stream->input, bytes, size, err);
	if (n > 0)
		stream->offset += (uint64_t)n;
	if (n >= 0 && (size_t)n < size)
		stream->ended = true;
	return n;
}

enum status stream_peek(struct stream *stream, size_t most, struct head *head, struct error *err)
{
	if (!vector_reserve(&stream->early, &stream->early_capacity, most))
		return error_no_memory(err);
	if (stream->early_size < most) {
		ssize_t n = read_on(stream, stream->early + stream->early_size,
		                    most - stream->early_size, err);
		if (n < 0)
			return STATUS_FAILED;
		stream->early_size += (size_t)n;
	}
	*head = (struct head){stream->early, stream->early_size, stream->ended};
	return STATUS_OK;
}

bool stream_has_more(const struct stream *stream)
{
	return stream->early_size || !stream->ended;
}

static uint64_t input_total(const struct stream *stream)
{
	const uint64_t size = input_size(stream->input);
	return size ? size + stream->beside_size : 0;
}

/* done: bytes of this input that were read */
static void report_progress(struct stream *stream, uint64_t done)
{
	const struct read_options *options = stream->options;
	struct read_progress *progress = &stream->progress;
	const uint64_t total = input_total(stream);
	if (!options->progress)
		return;
	if (total && done > total)
		done = total;
	if (progress->twice)
		done = done / 2 + (progress->again ? total / 2 : 0);
	done += progress->before;
	if (progress->several && progress->total && done > progress->total)
		done = progress->total; /* a compressed file that was decompressed into a copy has
		                           more bytes */
	if (done > progress->reported)
		progress->reported = done;
	options->progress(options->progress_context, progress->reported,
	                  progress->several ? progress->total : total);
}

void stream_finish_progress(struct stream *stream)
{
	const uint64_t total = input_total(stream);
	stream->progress.twice = false;
	report_progress(stream, total ? total : input_position(stream->input));
}

ssize_t stream_read(struct stream *stream, void *bytes, size_t size, struct error *err)
{
	size_t early = stream->early_size < size ? stream->early_size : size;
	if (early) {
		memcpy(bytes, stream->early, early);
		memmove(stream->early, stream->early + early, stream->early_size - early);
		stream->early_size -= early;
	}
	ssize_t n = early < size ? read_on(stream, (char *)bytes + early, size - early, err) : 0;
	if (n < 0)
		return -1;
	stream->bytes += early + (size_t)n;
	report_progress(stream, (stream->again ? stream->offset : input_position(stream->input)) +
	                                stream->beside_done);
	return (ssize_t)early + n;
}

ssize_t stream_read_at(struct stream *stream, void *bytes, size_t size, uint64_t offset,
                       struct error *err)
{
	ssize_t n = input_read_at(stream->input, bytes, size, offset, err);
	if (n > 0) {
		stream->bytes += (size_t)n;
		report_progress(stream, stream->bytes); /* not the offset, which may go back */
	}
	return n;
}

void stream_beside(struct stream *stream, uint64_t size)
{
	stream->beside_size += size;
}

ssize_t stream_read_beside(struct stream *stream, const struct input *input, void *bytes,
                           size_t size, uint64_t offset, struct error *err)
{
	ssize_t n = input_read_at(input, bytes, size, offset, err);
	if (n > 0) {
		stream->bytes += (size_t)n;
		stream->beside_done += (size_t)n;
		report_progress(stream, stream->bytes);
	}
	return n;
}

uint64_t stream_weight(const struct stream *stream)
{
	const uint64_t compressed = input_compressed_bytes(stream->input);
	const uint64_t size = input_size(stream->input) + stream->beside_size;
	if (compressed)
		return compressed + stream->beside_done;
	return input_can_seek(stream->input) && stream->bytes > size ? size : stream->bytes;
}

enum status stream_seek(struct stream *stream, struct error *err)
{
	return input_can_seek(stream->input)
	               ? STATUS_OK
	               : input_make_seek(stream->input, stream->early, stream->early_size, err);
}

struct stream stream_again(const struct stream *stream)
{
	struct stream again = *stream;
	again.early = NULL;
	again.early_size = again.early_capacity = 0;
	again.bytes = again.offset = 0;
	again.ended = false;
	again.again = true;
	return again;
}

void stream_again_free(struct stream *stream)
{
	free(stream->early);
}

void stream_free(struct stream *stream)
{
	input_close(stream->input);
	free(stream->early);
	*stream = (struct stream){0};
}
