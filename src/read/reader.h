/* What a reader is: a format, in a row of a table. src/formats/ has the readers and the table;
 * HACKING.md explains how to add one. */
#ifndef STACKFOLD_READ_READER_H
#define STACKFOLD_READ_READER_H

#include "base/status.h"
#include "read/options.h"
#include "read/sink.h"
#include "read/stream.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
	const char *name;     /* as --format names it: "perf-script" */
	const char *about;    /* one line for --list-formats */
	const char *kind;     /* an input of the format, for messages: "`perf script` text" */
	const char *form;     /* what it looks like, for messages; NULL: it is not text */
	const char *expected; /* both in a sentence, for inputs that held no sample */
	bool available;       /* false: the library it needs was missing at build time */

	const char *fields; /* how an input gets the processes, CPUs and times that it lacks, for
	                     * messages */

	/* For messages about an input that held no sample: what an input with this head probably
	 * is; NULL: not known. The function may be NULL. */
	const char *(*nothing)(const struct head *head);

	/* How sure the reader is that an input with this head is its own: 0 not at all, 100
	 * certain. */
	int (*bid)(const struct head *head);

	/* Where text[0..size) can be cut so that both sides can be read independently: a position
	 * after the last record that is certainly complete; 0: nowhere. */
	size_t (*cut)(const char *text, size_t size);

	bool folders; /* an input may be a folder: `bid` and the reading get its file "data" */
	bool events; /* samples name their events, so the first piece is read before others begin */
	bool watches; /* `read` itself limits its memory; otherwise sink_add does */
	bool advised; /* stacks may be cut off and names missing: give advice on recording */
	bool folded;  /* lines "STACK COUNT": sorted files can be joined as they are read */

	/* Of folded text: how many counts each line has, and whether a comment states it (see
	 * store/counts.h). NULL for other formats. */
	unsigned (*columns)(const struct head *head, bool *stated);

	/* The times of the first and the last sample, in nanoseconds; stream_read_at works.
	 * STATUS_FAILED if the input does not have them. NULL: samples have no times, or (with
	 * `read`) the input is read once more to find them. */
	enum status (*times)(struct stream *stream, uint64_t *first, uint64_t *last,
	                     struct error *err);

	/* The moment at which the clock of the samples' times was 0, in nanoseconds since 1970;
	 * stream_read_at works. STATUS_FAILED if the input does not state it. NULL: inputs of the
	 * format never do. */
	enum status (*wall_clock)(struct stream *stream, uint64_t *zero, struct error *err);

	/* The time of the first sample of that event (see event_fits) from a time on;
	 * stream_read_at works. *found: whether there is one. STATUS_FAILED if the input cannot be
	 * searched. NULL: samples have no times. */
	enum status (*marker)(struct stream *stream, const char *event, uint64_t from,
	                      uint64_t *time, bool *found, struct error *err);

	/* Starts reading an input that begins with head into a sink. The same head is given to all
	 * that read pieces of one input. */
	enum status (*open)(void **state, struct sink *sink, const struct read_options *options,
	                    const struct head *head, struct error *err);

	/* Reads the next piece. Pieces begin and end where cut said, and any reader of the input
	 * may get any of them. Bad records are counted in the sink. */
	enum status (*feed)(void *state, const char *text, size_t size, struct error *err);

	/* Called after the last piece that this state gets, unless something has failed; may be
	 * NULL. */
	enum status (*end)(void *state, const char *input, struct error *err);

	void (*close)(void *state); /* NULL state is fine */

	/* For formats that have to be read as a whole, or out of order: takes the whole input from
	 * the stream into the sink, in place of the functions from cut to close, which are NULL
	 * then. Messages name the input. */
	enum status (*read)(struct stream *stream, struct sink *sink,
	                    const struct read_options *options, struct error *err);
};

/* A table of readers ends with NULL. */
typedef const struct reader *const reader_table;

#endif
