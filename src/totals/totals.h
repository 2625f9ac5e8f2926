/* What each frame weighs: by itself (self), the stacks that end in it, and in all (total), the
 * stacks that it is in. A stack counts once however often the frame recurs in it, so that no total
 * passes the sum of all weights. */
#ifndef STACKFOLD_TOTALS_TOTALS_H
#define STACKFOLD_TOTALS_TOTALS_H

#include "base/status.h"
#include "store/stacks.h"

enum measure { MEASURE_SELF, MEASURE_TOTAL, MEASURES };

/* In units of the weights: frame f has of[measure][f * columns + c]. */
struct totals {
	uint64_t *of[MEASURES];
	unsigned columns;
};

/* Sums up weights[stack * columns + c] of all stacks; the caller made sure that each column's sum
 * fits 64 bits. STATUS_FATAL without memory. Cost: a pass over all frames of all stacks. */
enum status totals_make(const struct stacks *stacks, const uint64_t *weights, unsigned columns,
                        size_t frame_count, struct totals *totals, struct error *err);

/* The same of groups of frames: frame f is in group[f], below group_count. A stack counts once for
 * a group, however many of the group's frames it has, and ends in the group of its last frame. */
enum status totals_make_groups(const struct stacks *stacks, const uint64_t *weights,
                               unsigned columns, const uint32_t *group, size_t group_count,
                               struct totals *totals, struct error *err);
void totals_free(struct totals *totals);

#endif
