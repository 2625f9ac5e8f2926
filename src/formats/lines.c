#include "formats/lines.h"

#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { LINES_CHUNK = 256 << 10 };

/* Reads more bytes after the remaining ones; *more is false at the end. */
static enum status fill(struct lines *lines, bool *more, struct error *err)
{
	size_t left = lines->size - lines->at;
	if (left > LINE_MAX_BYTES)
		return error_set(err, STATUS_FAILED, "%s: line %llu: is longer than 64 MiB",
		                 input_name(lines->stream->input),
		                 (unsigned long long)lines->sink->lines + 1);
	if (left)
		memmove(lines->bytes, lines->bytes + lines->at, left);
	lines->at = 0;
	lines->size = left;
	if (!vector_reserve(&lines->bytes, &lines->capacity, left + LINES_CHUNK))
		return error_no_memory(err);
	ssize_t n = stream_has_more(lines->stream)
	                    ? stream_read(lines->stream, lines->bytes + left, LINES_CHUNK, err)
	                    : 0;
	if (n < 0)
		return STATUS_FAILED;
	lines->size += (size_t)n;
	*more = n > 0;
	return STATUS_OK;
}

bool lines_next(struct lines *lines, struct text *line, enum status *status, struct error *err)
{
	bool more = true;
	*status = STATUS_OK;
	if (lines->kept) {
		lines->kept = false;
		*line = lines->last;
		return true;
	}
	size_t searched = 0;
	const char *stop = NULL;
	while (!stop && more) {
		if (lines->size > lines->at + searched)
			stop = memchr(lines->bytes + lines->at + searched, '\n',
			              lines->size - lines->at - searched);
		searched = lines->size - lines->at;
		if (!stop)
			*status = fill(lines, &more, err);
		if (*status)
			return false;
	}
	if (lines->at == lines->size)
		return false;
	const char *end = lines->bytes + lines->size, *next;
	*line = lines->last = text_line(lines->bytes + lines->at, end, &next);
	lines->at = (size_t)(next - lines->bytes);
	lines->sink->lines++;
	return true;
}

void lines_keep(struct lines *lines)
{
	lines->kept = true;
}

void lines_free(struct lines *lines)
{
	free(lines->bytes);
	lines->bytes = NULL;
}
