/* What the files of one call of read_inputs share: who reads, and what was read. */
#ifndef STACKFOLD_READ_READING_H
#define STACKFOLD_READ_READING_H

#include "base/parallel.h"
#include "read/parts.h"
#include "read/read.h"

#include <stdatomic.h>

struct event_row;

/* One thread's part in reading. Its sink lasts over all inputs. */
struct worker {
	struct sink sink;
	struct part part;
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

/* What the workers of one call share. */
struct reading {
	const struct read_options *options;
	bool adds_up; /* there are several inputs */
	struct worker workers[THREADS_MAX];
	unsigned worker_count; /* that have a sink */
	atomic_size_t
		memory[THREADS_MAX]; /* that each worker's sink takes, where that is watched */
	size_t memory_before;        /* what the inputs before took */
	struct parts parts;          /* of the input at hand */
	struct head head;
	struct time_span time; /* asked for, in nanoseconds of the input at hand */
	uint64_t piece_base;   /* pieces of the inputs before */
	uint64_t *piece_lines; /* lines in each piece, all inputs */
	size_t piece_count, piece_capacity;
	uint64_t bytes;
	uint64_t sums; /* samples that are lines of folded text */
	struct read_input *inputs;
	size_t input_count, input_capacity;
	struct event_row *event_rows; /* rows of the account by name, see account.c */
};

/* The number in its own input of a line, the n-th of a piece; first_piece is the input's. */
uint64_t reading_line(const struct reading *reading, size_t first_piece, uint64_t piece,
                      uint64_t line);

/* Makes the account of what all workers read, and decides which events are kept. */
enum status account_make(struct reading *reading, struct read_account *account, struct error *err);

/* Whether an event's samples are to be in the profile. */
bool account_keeps(const struct reading *reading, const struct sink_event *event);

/* The error where no sample is kept: says what there was instead. */
enum status account_nothing_kept(const struct reading *reading, const struct read_account *account,
                                 struct error *err);

/* Frees what account_make keeps in the reading. */
void account_release(struct reading *reading);

#endif
