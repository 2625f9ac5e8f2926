/* One pass over sorted texts: equal stacks become one line with the sums of their counts. */
#ifndef STACKFOLD_JOIN_MERGE_PASS_H
#define STACKFOLD_JOIN_MERGE_PASS_H

#include "base/number.h"
#include "join/merge_feed.h"
#include "store/stacks.h"

/* What passes add up, for all lines that are written to the result. */
struct merge_sums {
	unsigned places;  /* the finest so far: units of 10^-places */
	uint64_t largest; /* sum of a line */
	number_wide totals[STACKS_COLUMNS_MAX];
	uint64_t stacks;     /* lines written */
	struct buffer first; /* the first stack, ... */
	struct buffer blank; /* ... and the first whose last name ends in a blank */
};

enum merge_end {
	MERGE_DONE,
	MERGE_ODD,      /* a line is not sorted, or not plain */
	MERGE_OVERFLOW, /* a sum does not fit 64 bits */
	MERGE_REFUSED,  /* by merge_take */
	MERGE_FAILED,   /* an input cannot be merged with the others, or read; with a message */
	MERGE_FATAL,    /* no memory, or a temporary file failed; with a message */
};

/* What a status stands for. */
static inline enum merge_end merge_end_of(enum status status)
{
	return !status ? MERGE_DONE : status == STATUS_FATAL ? MERGE_FATAL : MERGE_FAILED;
}

/* What becomes of merged stacks that have one count: the first `shared` bytes of a stack are those
 * of the one before. False: it cannot be done. */
typedef bool merge_take(void *context, struct text stack, size_t shared, uint64_t weight,
                        unsigned places);

/* Where merged lines go. */
struct merge_target {
	struct spool *spool;
	merge_take *take; /* NULL, or gets them; then they stay in the spool only ... */
	void *context;
	bool keep; /* ... if they are to be kept */
};

/* Reports how far the merging is: that of each source's file is in source->position. */
typedef void merge_progress(void *context);

/* Merges the sources of a feed, which all have the same number of columns, into a target. Except
 * after MERGE_FAILED, the sources then stand at the lines that were not merged. Cost: about one
 * comparison for each line, of the bytes that follow those known to be shared. */
enum merge_end merge_pass(struct merge_feed *feed, const struct merge_target *target,
                          struct merge_sums *sums, merge_progress *progress, void *context,
                          struct error *err);

void merge_sums_free(struct merge_sums *sums);

#endif
