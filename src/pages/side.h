/* One side of a benchmark, before or after: its runs, as they are read. */
#ifndef STACKFOLD_PAGES_SIDE_H
#define STACKFOLD_PAGES_SIDE_H

#include "options/message.h"
#include "read/read.h"
#include "report/comparison_row.h"
#include "store/profile.h"

#include <stdatomic.h>

enum { SIDE_CHECKSUM = 33 /* bytes of a checksum as text, NUL included */ };

/* A run's bytes, before they are read as a profile. */
struct side_bytes {
	char *bytes; /* in memory; NULL: too large, or not a plain file, so that `path` is opened */
	size_t size;
	uint64_t length;              /* of the file; 0: not known */
	char checksum[SIDE_CHECKSUM]; /* ""; not known */
};

/* Reads a file into memory if it is small, and finds out its checksum if it is a plain file. What
 * cannot be opened is left to side_read, which says why. STATUS_FATAL without memory. */
enum status side_load(const char *path, const atomic_bool *stopped, struct side_bytes *bytes,
                      struct error *err);
void side_bytes_free(struct side_bytes *bytes);

/* Whether any reader takes such bytes for a profile. */
bool side_is_profile(const char *path, const struct side_bytes *bytes, const char *format);

/* Reads them into a profile, whose sums fit; the profile is the caller's to free in any case.
 * `said` gets what is to be known of the profile. */
enum status side_read(const char *path, const struct side_bytes *bytes,
                      const struct read_options *options, const atomic_bool *stopped,
                      struct profile *profile, const struct messages *said, struct error *err);

/* All runs of a side: read one after the other, then measured. Zero-initialised: none. */
struct side {
	struct profile *runs;
	unsigned count;
	const struct profile *columns; /* a column for each run: the first run, or `own_columns` */
	const struct profile *sum;     /* the runs added up: likewise `own_sum` */
	struct profile own_columns, own_sum;
	bool made;            /* these two are to be freed */
	unsigned first;       /* the first run's column: of a differential it is the second one */
	struct totals totals; /* of the columns */
	uint64_t weight[STACKS_COLUMNS_MAX]; /* of each run */
};

/* Measures `count` profiles of one column, or a single differential, which the side takes over and
 * frees. STATUS_FAILED with a
 * message where sums do not fit 64 bits, STATUS_FATAL without memory; side_free in any case. */
enum status side_make(struct side *side, struct profile *runs, unsigned count, struct error *err);
void side_free(struct side *side);

/* What a row says of it. */
struct row_side side_row(const struct side *side);

/* A function's, by the number that it has in side->columns: all but its name. */
struct row_function side_function(const struct side *side, uint32_t frame);

#endif
