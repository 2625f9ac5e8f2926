/* What the stages of one call of read_inputs share: the workers with their sinks, the inputs so
 * far, and the present input. */
#ifndef STACKFOLD_READ_READING_H
#define STACKFOLD_READ_READING_H

#include "base/parallel.h"
#include "read/pieces.h"
#include "read/reader.h"

#include <pthread.h>
#include <stdatomic.h>

struct event_row; /* in account.c */

/* One thread's part in reading. Its sink is used for all inputs. */
struct worker {
	struct sink sink;
	struct piece piece;
	struct reading *reading;
	pthread_t thread;
	enum status status;
	uint64_t failed_piece; /* where status came from, and the line in that piece; 0: none */
	uint64_t failed_line;
	struct error error;
};

/* An input, and its first piece among those of all inputs. */
struct read_input {
	size_t first_piece;
	const char *name;
};

struct reading {
	reader_table *readers;
	const struct read_options *options;
	bool adds_up; /* there are several inputs */
	bool advised; /* one of them is of a format that advice is for */
	struct worker workers[THREADS_MAX];
	unsigned worker_count; /* that have a sink */
	atomic_size_t
		memory[THREADS_MAX]; /* that each worker's sink takes, where that is watched */
	size_t memory_before;        /* what the previous inputs took */

	/* the present input */
	struct stream stream;
	struct pieces pieces;
	const struct reader *reader;
	struct head head;
	struct read_begun *begun; /* what was read of it before; NULL: nothing */
	struct time_span time;    /* of --time, in nanoseconds */
	uint64_t piece_base;      /* pieces of the previous inputs */
	uint64_t done, total;     /* bytes of the previous inputs, and of all (0: not known) */

	pthread_mutex_t lock;  /* of piece_lines and what belongs to it */
	uint64_t *piece_lines; /* lines in each piece, all inputs */
	size_t piece_count, piece_capacity;
	uint64_t bytes;
	uint64_t sums; /* samples that are lines of folded text */
	struct read_input *inputs;
	size_t input_count, input_capacity;
	struct event_row *event_rows; /* rows of the account by name */
};

/* NULL without memory. */
struct reading *reading_open(reader_table *readers, const struct read_options *options);

/* Adds an input, whose pieces follow those of the previous inputs; false without memory. */
bool reading_add_input(struct reading *reading, const char *name);

/* Notes how many lines a piece has, so that lines can be numbered in the end; false without memory.
 * Pieces are numbered over all inputs. */
bool reading_note_lines(struct reading *reading, uint64_t piece, uint64_t lines);

/* The number of a line in its input: `line` counts within a piece; first_piece is the input's. */
uint64_t reading_line(const struct reading *reading, size_t first_piece, uint64_t piece,
                      uint64_t line);

/* The number of samples that all sinks have received so far. */
uint64_t reading_samples(const struct reading *reading);

/* The bytes that names and stacks take, as far as they are watched. */
size_t reading_memory(const struct reading *reading);

void reading_close(struct reading *reading);

#endif
