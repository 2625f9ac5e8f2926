/* The passes of merging: inputs as many as may be open at a time into runs of merged lines, and
 * runs into the result. */
#ifndef STACKFOLD_JOIN_MERGE_PASSES_H
#define STACKFOLD_JOIN_MERGE_PASSES_H

#include "join/merge_pass.h"
#include "read/begun.h"
#include "read/options.h"
#include "store/profile.h"

struct reduction; /* in reduction.h */

/* From which on inputs are merged. A profile of fewer bytes takes memory, but as a rule less time.
 */
enum {
	MERGE_SUITS_FROM = 8 << 20, /* bytes of several inputs that are added up */
	MERGE_SUITS_ONE = 1 << 30,  /* ... of a single one, or for a reduction */
	MERGE_EXPANDS = 8,          /* how many bytes stand for a compressed one */
};

/* Lines that were merged before: a part of the temporary file. */
struct run {
	uint64_t from, end;
	uint64_t stacks;
};

/* The same while it is read as an input. */
struct run_text {
	const struct spool *spool;
	uint64_t from, end;
};

struct sorted_merge {
	reader_table *readers;
	struct read_options options;
	const char *const *paths;
	size_t count;
	size_t most; /* sources at a time */
	unsigned threads, columns;
	struct reduction *reduction; /* NULL: the result is written */
	bool once;                   /* an input is a pipe, or something else that is read once */

	struct merge_source *sources; /* of the present pass: ... */
	size_t source_count;
	size_t next;  /* ... if they are inputs, the first one that is not among them */
	bool started; /* lines were merged */

	struct spool runs, result;
	struct run *items;
	size_t run_count, run_capacity;
	struct merge_sums sums;
	struct profile profile;        /* facts, and what stands for the stacks */
	uint64_t lines, stacks, bytes; /* of inputs that were closed */
	uint64_t done, total;          /* bytes of files, for progress */

	const char **rest_paths; /* for sorted_merge_inputs */
	struct read_begun *begun;
	struct run_text *texts;
	size_t text_count;
	char text_head[32];
};

/* Merges all inputs of a merge whose first members, up to reduction, are set, and profile. The
 * facts of inputs that were merged are in merge->profile. */
enum merge_end merge_passes(struct sorted_merge *merge, struct error *err);

/* Closes the sources of the last pass. */
void merge_passes_close(struct sorted_merge *merge);

#endif
