/* An opened input as readers see it. They can look at its first bytes without consuming them, and
 * read bytes in order or at any position; progress is reported. */
#ifndef STACKFOLD_READ_STREAM_H
#define STACKFOLD_READ_STREAM_H

#include "base/input.h"
#include "read/options.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first bytes of an input. */
struct head {
	const char *text;
	size_t size;
	bool whole; /* the input has no more bytes */
};

/* How far the reading of all inputs is. */
struct read_progress {
	uint64_t before;   /* bytes of the inputs before */
	uint64_t total;    /* of all inputs; 0: not known, or there is only this one */
	bool several;      /* inputs */
	bool twice, again; /* the input is read twice; this is the second time */
	uint64_t reported; /* never becomes smaller */
};

struct stream {
	struct input *input;
	const struct read_options *options;
	char *early; /* bytes that were looked at and not yet read */
	size_t early_size, early_capacity;
	uint64_t bytes;                    /* read so far */
	uint64_t beside_size, beside_done; /* of files beside the input */
	struct read_progress progress;
	bool ended;      /* the input has no more than the early bytes */
	bool again;      /* it reads the input of another stream once more, */
	uint64_t offset; /* and is at this offset */
};

/* Takes over the opened input. */
void stream_init(struct stream *stream, struct input *input, const struct read_options *options);

/* The first bytes, at most `most`, without consuming them. They stay valid until stream_read. */
enum status stream_peek(struct stream *stream, size_t most, struct head *head, struct error *err);

/* Whether there may be more bytes: false after stream_read has come to the end. */
bool stream_has_more(const struct stream *stream);

/* Read the next bytes in order, or bytes at an offset (only after stream_seek returned STATUS_OK).
 * Both return how many: fewer than size only at the end; -1 with a message. Both report progress.
 */
ssize_t stream_read(struct stream *stream, void *bytes, size_t size, struct error *err);
ssize_t stream_read_at(struct stream *stream, void *bytes, size_t size, uint64_t offset,
                       struct error *err);

/* The same for another file that belongs to the input. Call stream_beside with its size before, for
 * progress. */
void stream_beside(struct stream *stream, uint64_t size);
ssize_t stream_read_beside(struct stream *stream, const struct input *input, void *bytes,
                           size_t size, uint64_t offset, struct error *err);

/* How many bytes have been read (of compressed input, compressed bytes), each counted once, with
 * those of other files that belong to the input. The limit of memory is computed from it. */
uint64_t stream_weight(const struct stream *stream);

/* Makes stream_read_at work; call it before stream_read. A pipe or a compressed file is copied. */
enum status stream_seek(struct stream *stream, struct error *err);

/* A second stream that reads all of the input with stream_read, and leaves the first stream where
 * it is. Call stream_seek of the first one before. Free the second one only with stream_again_free.
 */
struct stream stream_again(const struct stream *stream);
void stream_again_free(struct stream *stream);

/* Reports that all of the input was read. */
void stream_finish_progress(struct stream *stream);

void stream_free(struct stream *stream); /* closes the input */

#endif
