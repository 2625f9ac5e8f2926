/* Splits an input into pieces that can be read independently, for any number of threads. */
#ifndef STACKFOLD_READ_PIECES_H
#define STACKFOLD_READ_PIECES_H

#include "read/stream.h"

#include <pthread.h>

/* The longest record that is read, in bytes; for folded text that is a line. */
enum { RECORD_MOST = 16 << 20 };

/* Where text[0..size) can be cut so that both sides can be read independently: a position after the
 * last record that is certainly complete; 0: nowhere. */
typedef size_t piece_cut(const char *text, size_t size);

/* A record longer than RECORD_MOST, which was skipped. */
struct long_record {
	char beginning[80];
	size_t size;    /* of what is in beginning */
	uint64_t lines; /* that it had */
};

/* The thread that takes the piece owns the buffer; it is used again for the next piece. */
struct piece {
	char *text;
	size_t size, capacity;
	uint64_t number;                /* 0 and up, in the input's order */
	struct long_record passed_over; /* the skipped record before text; size 0: none */
};

struct pieces {
	struct stream *stream;
	piece_cut *cut;
	char *carry; /* bytes that were read, after the last cut */
	size_t carry_size, carry_capacity;
	size_t piece_size; /* the usual size of a piece, in bytes */
	uint64_t next_number;
	uint64_t bytes; /* in all pieces so far */
	bool ended;     /* there is no more than the carry */
	pthread_mutex_t lock;
};

/* The size of pieces to use: `usual`, unless a test sets another. */
size_t piece_size(size_t usual);

/* The stream stays the caller's. */
void pieces_init(struct pieces *pieces, struct stream *stream, piece_cut *cut);

/* The next piece, false at the end. Threads may call it at the same time. A piece is about a
 * megabyte, or as long as its longest record needs, up to RECORD_MOST. A longer record is skipped;
 * its piece may have no other text. */
bool pieces_next(struct pieces *pieces, struct piece *piece, enum status *status,
                 struct error *err);

/* After this, pieces_next returns false. */
void pieces_stop(struct pieces *pieces);

bool pieces_have_more(struct pieces *pieces);

/* The number of bytes read from the input so far. May be called while other threads take pieces. */
uint64_t pieces_position(struct pieces *pieces);

void piece_free(struct piece *piece);
void pieces_free(struct pieces *pieces);

#endif
