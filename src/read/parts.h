/* One input dealt out in pieces that can be read apart, to any number of threads. */
#ifndef STACKFOLD_READ_PARTS_H
#define STACKFOLD_READ_PARTS_H

#include "base/input.h"
#include "read/read.h"

#include <pthread.h>

/* The longest record that is read, in bytes; for folded text that is a line. */
enum { RECORD_MOST = 16 << 20 };

/* A record longer than RECORD_MOST, which was passed over. */
struct long_record {
	char beginning[80];
	size_t size;    /* of what is in beginning */
	uint64_t lines; /* that it had */
};

/* A piece of text. The buffer is the taker's and is used again for the next piece. */
struct part {
	char *text;
	size_t size, capacity;
	uint64_t number;                /* 0 and up, in the input's order */
	struct long_record passed_over; /* what stood before text; size 0: nothing did */
};

struct parts {
	struct input *input;
	const struct reader *reader; /* set before the first parts_next */
	const struct read_options *options;
	char *carry; /* what stands between the last cut and what was read */
	size_t carry_size, carry_capacity;
	size_t piece_size; /* bytes that a piece has as a rule */
	uint64_t next_number;
	uint64_t bytes;                    /* dealt out so far */
	uint64_t beside_size, beside_done; /* of files beside the input */
	bool ended;
	pthread_mutex_t lock;
};

/* The bytes of a piece where `usual` would be right. Tests say with the environment variable
 * STACKFOLD_PIECE to have small inputs cut too. */
size_t piece_size(size_t usual);

/* Takes over the opened input. */
void parts_init(struct parts *parts, struct input *input, const struct read_options *options);

/* The first bytes, at most `most`, without consuming them. They stay valid until parts_next. */
enum status parts_peek(struct parts *parts, size_t most, struct head *head, struct error *err);

/* For a reader that takes its input itself: the next bytes in order, short only at the end, -1 with
 * a message; and any bytes, where parts_seek answered STATUS_OK. Both report progress. */
ssize_t parts_read(struct parts *parts, void *bytes, size_t size, struct error *err);
ssize_t parts_read_at(struct parts *parts, void *bytes, size_t size, uint64_t offset,
                      struct error *err);

/* The same for a file beside the input that belongs to it; parts_beside tells its size before, for
 * progress. */
void parts_beside(struct parts *parts, uint64_t size);
ssize_t parts_read_beside(struct parts *parts, const struct input *input, void *bytes, size_t size,
                          uint64_t offset, struct error *err);

/* Makes parts_read_at work; call it before parts_read. A pipe or a compressed file is copied. */
enum status parts_seek(struct parts *parts, struct error *err);

/* The next piece, false at the end. Threads may call it at the same time. A piece is about a
 * megabyte, or as long as its longest record needs, up to RECORD_MOST. What is longer is passed
 * over; its piece may have no other text. */
bool parts_next(struct parts *parts, struct part *part, enum status *status, struct error *err);

/* No more pieces are dealt out. */
void parts_stop(struct parts *parts);

void part_free(struct part *part);
void parts_free(struct parts *parts); /* closes the input */

#endif
