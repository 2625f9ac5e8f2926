/* A sorted text that is merged with others: an input, or a run of lines that were merged before. It
 * has two blocks: lines are taken from one while the other is filled. */
#ifndef STACKFOLD_JOIN_MERGE_SOURCE_H
#define STACKFOLD_JOIN_MERGE_SOURCE_H

#include "base/input.h"
#include "base/spool.h"
#include "join/sorted_block.h"
#include "read/reader.h"

struct merge_source {
	const char *name;
	struct input *input;       /* NULL: a run, ... */
	const struct spool *spool; /* ... which is here ... */
	uint64_t from, end;        /* ... and not yet read between these places */

	struct sorted_state state;
	struct head head;            /* the input's first bytes; the source's to free */
	const struct reader *reader; /* of the input */
	struct buffer kept;          /* room for state.before */
	struct sorted_block blocks[2];
	unsigned current;   /* the block from which lines are taken */
	size_t line;        /* which one is next */
	bool finished;      /* nothing more is to be filled */
	uint64_t bytes;     /* read so far */
	uint64_t filled_to; /* how far in the file blocks were filled, ... */
	uint64_t position;  /* ... the current one included */

	enum status status; /* of filling; the message is in error */
	struct error error;

	/* kept by merge_feed.c, under its lock */
	enum { AHEAD_EMPTY, AHEAD_BUSY, AHEAD_READY } ahead; /* the other block */
	bool queued;                                         /* to be filled */
};

/* Opens an input and looks at its first bytes; source->reader is the reader that bids most, NULL:
 * none does. `several`: it is one of several inputs, and its advice is kept with its name.
 * merge_source_close must follow, also after a failure. */
enum status merge_source_open(struct merge_source *source, reader_table *readers,
                              const struct read_options *options, const char *path, bool several,
                              struct error *err);

/* A run of a number of columns. */
void merge_source_run(struct merge_source *source, const struct spool *spool, uint64_t from,
                      uint64_t end, unsigned columns);

/* Fills the block that is not the current one with about so many bytes. */
void merge_source_fill(struct merge_source *source, size_t size);

/* What was read of an input and not merged. */
struct merge_rest {
	char *text; /* from the line that is next on; comments that were read are blank lines */
	size_t size;
	uint64_t lines, stacks; /* before it */
};

/* NULL as text: without memory. The caller frees the text. */
struct merge_rest merge_source_rest(const struct merge_source *source);

void merge_source_close(struct merge_source *source);

#endif
