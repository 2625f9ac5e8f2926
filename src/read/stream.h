/* An opened input as readers see it: its first bytes without consuming them, then its bytes in
 * order or from anywhere, with progress reported. */
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
	bool whole; /* there is no more than these */
};

/* How far the reading of all inputs is. */
struct read_progress {
	uint64_t before;   /* bytes of the inputs before */
	uint64_t total;    /* of all inputs; 0: not known, or there is only this one */
	bool several;      /* inputs */
	bool twice, again; /* the input is read two times; this is the second time */
	uint64_t reported; /* it never goes back */
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
	bool again;      /* it is a second look at what another stream reads, */
	uint64_t offset; /* and this far */
};

/* Takes over the opened input. */
void stream_init(struct stream *stream, struct input *input, const struct read_options *options);

/* The first bytes, at most `most`, without consuming them. They stay valid until stream_read. */
enum status stream_peek(struct stream *stream, size_t most, struct head *head, struct error *err);

/* Whether bytes can be left: false once stream_read came to the end. */
bool stream_has_more(const struct stream *stream);

/* The next bytes in order, short only at the end, -1 with a message; and any bytes, where
 * stream_seek answered STATUS_OK. Both report progress. */
ssize_t stream_read(struct stream *stream, void *bytes, size_t size, struct error *err);
ssize_t stream_read_at(struct stream *stream, void *bytes, size_t size, uint64_t offset,
                       struct error *err);

/* The same for a file beside the input that belongs to it; stream_beside says its size before, for
 * progress. */
void stream_beside(struct stream *stream, uint64_t size);
ssize_t stream_read_beside(struct stream *stream, const struct input *input, void *bytes,
                           size_t size, uint64_t offset, struct error *err);

/* How many bytes have been read, each once and compressed ones as compressed, with those beside the
 * input: what a limit to memory is measured by. */
uint64_t stream_weight(const struct stream *stream);

/* Makes stream_read_at work; call it before stream_read. A pipe or a compressed file is copied. */
enum status stream_seek(struct stream *stream, struct error *err);

/* A second look at all of the input, by stream_read, which leaves the first stream where it is. Its
 * stream_seek answered STATUS_OK. The caller frees nothing but by stream_again_free. */
struct stream stream_again(const struct stream *stream);
void stream_again_free(struct stream *stream);

/* Reports that all of the input was read. */
void stream_finish_progress(struct stream *stream);

void stream_free(struct stream *stream); /* closes the input */

#endif
