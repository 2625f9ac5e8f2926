/* Reading profiles: what a reader is, and the call that reads any number of inputs of any known
 * format into one profile.
 *
 * To add a format: a file src/formats/NAME.c with a struct reader, its row in read.c, its line in
 * src/formats/room.am and a folder in tests/cases/; HACKING.md goes through it.
 */
#ifndef STACKFOLD_READ_READ_H
#define STACKFOLD_READ_READ_H

#include "base/status.h"
#include "read/choice.h"
#include "read/sink.h"
#include "store/profile.h"
#include "symbol/symbol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How samples are named and which are kept; the same for all readers. A zeroed one is the
 * default. Texts and lists belong to the caller. */
struct read_options {
	const char *format; /* a reader's name, NULL: the best bid */
	unsigned threads;   /* at most; 0: as many as there are processors */
	bool keep_order;    /* fill profile.sequence; one thread then */
	bool pid, tid;      /* root frame comm-PID, comm-PID/TID */
	bool no_comm;       /* no root frame */
	bool annotate_kernel, annotate_jit;
	bool addresses;     /* unresolved frames as [name <pc>] */
	bool source_lines;  /* frames have their source lines: in text they stand behind each frame,
	                     * for  perf.data debug information has them */
	bool count_samples; /* every sample weighs 1 */
	const char *const *events; /* only these, by full name; none: the one that is time */
	size_t event_count;
	const char *const *comms; /* only processes of these names */
	size_t comm_count;
	struct choice choice;          /* only these processes, threads, CPUs, times */
	struct symbols *inliner;       /* expands inlined calls of perf script text; NULL: nobody */
	bool inline_lines;             /* with their files and lines: the inliner knows them */
	struct symbol_options symbols; /* where names for addresses come from */
	bool no_inline; /* inlined calls that debug information tells of are no frames */
	bool as_perf;   /* name and choose as perf and the Perl script do, for comparing; else what
	                 * is right */
	bool memory_limited; /* by the caller: a compressed input may then take any memory, not
	                        just 64 times its size and 64 MiB */
	bool no_advice;      /* none is given, nor kept of folded text */
	void (*progress)(void *context, uint64_t done, uint64_t total); /* bytes; may be NULL; total
	                                    0: not known. Called from one thread at a time. */
	void *progress_context;
};

/* One kind of event met, with what became of its samples. */
struct event_account {
	char *name;
	uint64_t samples;
	bool kept;
};

/* Something to be said of an input: records lost, symbols missing. */
struct account_note {
	char *text;
	bool warning; /* names that are missing, samples that are lost; else for --stats only */
};

/* What a profile cannot answer, and what helps; see advice.h. */
struct advice {
	char *text;   /* a line: "38.2% of the profile ...: do this" */
	double share; /* of the profile, 0 to 1 */
	bool given;   /* enough to be shown unasked; else for --stats only */
	bool carried; /* from folded text: who wrote that has shown it */
	bool few;     /* of the number of samples, which folded text has in a comment of its own */
};

/* The account of every sample read: samples = kept + other_events + other_comms + other_moments +
 * empty + guests + unknown_events. Samples that fit nothing are counted in malformed instead. */
struct read_account {
	uint64_t samples;             /* samples met */
	uint64_t sums;                /* of them lines of folded text, each a sum of samples */
	uint64_t kept;                /* in the profile */
	uint64_t other_events;        /* left out: of an event not asked for */
	uint64_t other_comms;         /* left out: of a process not asked for */
	uint64_t other_moments;       /* left out: on a CPU or at a time not asked for */
	uint64_t empty;               /* without any frame, process name included */
	uint64_t guests;              /* left out: from within virtual machines */
	uint64_t unknown_events;      /* left out: of events that the input does not describe */
	uint64_t side_records;        /* lines that are no samples: PERF_RECORD_..., trace errors */
	uint64_t malformed;           /* lines that fit nothing */
	char *malformed_where;        /* "file:line" of the first of them, NULL: none */
	char *malformed_text;         /* its beginning, printable */
	const char *malformed_why;    /* what is wrong with it, NULL: it is not understood */
	uint64_t lines, bytes;        /* read, after decompression */
	struct event_account *events; /* in the order met; empty where the format knows none */
	size_t event_count;
	bool event_defaulted;       /* the user chose none: see read/event.h */
	bool source_line_hint;      /* the input seems to need --srcline */
	struct account_note *notes; /* what else there is to say of the inputs, in their order */
	size_t note_count;
	struct advice *advice; /* the heaviest first */
	size_t advice_count;
};

/* Reads the inputs ("-": standard input) into an initialised, empty profile, and adds them up.
 * Compressed input (gzip, xz, bzip2, zstd) is opened on the way. The profile gets as many columns
 * as the input has. The result is the same for any number of threads.
 * STATUS_FAILED: an input cannot be opened or read, is of no known format, or holds no sample;
 * or a sum overflows. The message names the file; the account is made all the same, as its notes
 * may say why. */
enum status read_inputs(const char *const *paths, size_t path_count,
                        const struct read_options *options, struct profile *profile,
                        struct read_account *account, struct error *err);
void read_account_free(struct read_account *account);

struct parts;

/* The first bytes of an input. */
struct head {
	const char *text;
	size_t size;
	bool whole; /* there is no more than these */
};

/* A format. */
struct reader {
	const char *name;  /* as --format names it: "perf-script" */
	const char *about; /* one line for --list-formats */
	const char
		*expected; /* what input looks like, for messages: "a header line and frames..." */
	bool available;    /* false: the library it needs was not there at build time */

	const char *fields; /* how an input gets the processes, CPUs and times that it lacks, for
	                     * messages */

	/* What an input with this head is that held no sample, for messages; NULL: not known. The
	 * function may be NULL. */
	const char *(*nothing)(const struct head *head);

	/* How sure the reader is that an input with this head is its own: 0 not at all, 100
	 * certain. */
	int (*bid)(const struct head *head);

	/* Where text[0..size) can be cut so that both sides can be read apart: a position behind
	 * the last record that is surely complete; 0: nowhere. NULL: the format is read in one
	 * piece, in order, by one reader. */
	size_t (*cut)(const char *text, size_t size);

	bool folders; /* an input may be a folder: its file "data" is what is read and bid for */
	bool events; /* samples name their events, so the first piece is read before others begin */

	/* The times of the first and the last sample, in nanoseconds; the input may be read by
	 * parts_read_at. STATUS_FAILED where they cannot be had. NULL: samples have no times. */
	enum status (*times)(struct parts *parts, uint64_t *first, uint64_t *last,
	                     struct error *err);

	/* Starts reading an input that begins with head into a sink. The same head is given to all
	 * that read pieces of one input. */
	enum status (*open)(void **state, struct sink *sink, const struct read_options *options,
	                    const struct head *head, struct error *err);

	/* Reads the next piece; with cut, pieces begin and end where it said and any reader of the
	 * input may get it. Bad records are counted in the sink. */
	enum status (*feed)(void *state, const char *text, size_t size, struct error *err);

	/* The input has ended: what is left half-read is taken or counted. NULL: nothing to do. */
	enum status (*end)(void *state, struct error *err);

	void (*close)(void *state); /* NULL state is fine */

	/* For formats that have to be read as a whole, or out of order: takes the whole input from
	 * `parts` (read/parts.h) into the sink, in place of the functions from cut to close, which
	 * are NULL then. Messages name the input. */
	enum status (*read)(struct parts *parts, struct sink *sink,
	                    const struct read_options *options, struct error *err);
};

extern const struct reader *const readers[]; /* ends with NULL */

/* The reader that bids most for an input with this head, or NULL where none bids. It may be one
 * that is not available. */
const struct reader *reader_of(const struct head *head);

/* The row of that name, or NULL. */
const struct reader *reader_find(const char *name);

#endif
