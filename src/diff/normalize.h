/* What makes runs comparable: by how much the counts of each are scaled. All sums are exact
 * fractions; what they are rounded to, and how, is compare.h's. */
#ifndef STACKFOLD_DIFF_NORMALIZE_H
#define STACKFOLD_DIFF_NORMALIZE_H

#include "base/number.h"
#include "base/pattern.h"
#include "diff/runs.h"

enum normalize_by {
	NORMALIZE_NOT,
	NORMALIZE_TOTAL,  /* every run has the same sum: the mean of those after */
	NORMALIZE_FRAME,  /* stacks with a frame of that name have the same sum in every run */
	NORMALIZE_FACTOR, /* counts before are multiplied */
};

struct normalization {
	enum normalize_by by;
	struct pattern *frame; /* by NORMALIZE_FRAME */
	struct decimal factor; /* by NORMALIZE_FACTOR, above 0 */
	bool integers;         /* results are whole counts, not decimals */
};

/* Reads "total", "frame:REGEX" or "factor:X" into by, frame and factor. STATUS_FAILED with a
 * message, and where in the text (bytes) in *offset; STATUS_FATAL without memory. */
enum status normalization_parse(const char *text, struct normalization *how, size_t *offset,
                                struct error *err);
void normalization_free(struct normalization *how);

/* A sum: first * second / divisor, in units of 10^-places. */
struct target {
	uint64_t first, second;
	unsigned __int128 divisor; /* above 0 */
	unsigned places;
};

/* target in units of 10^-places, rounded to the nearest, halves up; false if 64 bits do not
 * hold it. */
bool target_round(const struct target *target, unsigned places, uint64_t *units);

/* The stacks of runs are divided into groups, and the sums of each group are scaled on their own:
 * with NORMALIZE_FRAME, stacks with the frame and stacks without it; otherwise all stacks are one
 * group. */
enum { GROUP_REST, GROUP_FRAME, GROUPS };

struct scaling {
	const uint8_t *groups;                             /* of each stack; NULL: GROUP_REST */
	uint64_t sums[STACKS_COLUMNS_MAX][GROUPS];         /* of each run, as they are */
	struct target targets[STACKS_COLUMNS_MAX][GROUPS]; /* what they become */
	double factors[STACKS_COLUMNS_MAX];                /* the same as a factor for each run */
	bool exact[STACKS_COLUMNS_MAX];                    /* the factor is 1 */
};

static inline unsigned scaling_group(const struct scaling *scaling, size_t stack)
{
	return scaling->groups ? scaling->groups[stack] : GROUP_REST;
}

/* Sets *groups to the group of each stack of the runs, for the caller to free; NULL if they are
 * one. STATUS_FAILED if a search fails, STATUS_FATAL without memory. Cost: with NORMALIZE_FRAME
 * a search in each name. */
enum status normalization_group(const struct normalization *how, const struct runs *runs,
                                uint8_t **groups, struct error *err);

/* groups (NULL: one) must outlive the scaling. STATUS_FAILED if a sum to scale by is 0 or passes
 * 64 bits. Cost: a pass over the weights. */
enum status scaling_make(const struct run_table *runs, const struct normalization *how,
                         const uint8_t *groups, struct scaling *scaling, struct error *err);

#endif
