/* A profile: frames, the stacks made of them, and, if the order of the input matters, the sequence
 * in which the stacks came. */
#ifndef STACKFOLD_STORE_PROFILE_H
#define STACKFOLD_STORE_PROFILE_H

#include "base/output.h"
#include "store/facts.h"
#include "store/frames.h"
#include "store/marks.h"
#include "store/samples.h"
#include "store/stacks.h"

/* One entry of the input's order: a stack and its weights there. */
struct occurrence {
	uint32_t stack;
	unsigned places; /* the weights' unit here is 10^-places */
	uint64_t first;  /* weight in the first column */
	uint64_t weight; /* weight in the last column: the same if there is one column */
};

struct profile {
	struct frames frames;
	struct stacks stacks;
	bool keep_order;             /* set before the first sample: fill sequence */
	struct occurrence *sequence; /* input order; equal neighbours are one entry */
	size_t sequence_count, sequence_capacity;
	struct marks marks;     /* read from folded text; merging leaves them out */
	struct facts facts;     /* only profile_merge merges them */
	struct samples samples; /* kept on request; merging leaves them out */
};

void profile_init(struct profile *profile, unsigned columns);

/* Adds one sample: depth frame ids, root first, and a weight for each column. A sample without
 * frames is not added. STATUS_FAILED if a sum overflows, STATUS_FATAL without memory. After the
 * last one, and after merging, call profile_fit before you read weights. */
enum status profile_add(struct profile *profile, const uint32_t *frames, size_t depth,
                        const struct decimal *weights, struct error *err);

/* The same for a stack that is there, by its id. */
enum status profile_add_to(struct profile *profile, uint32_t stack, const struct decimal *weights,
                           struct error *err);

/* Adds all of `from` to `into`, with names matched by their bytes. Column 0 of `from` is added to
 * `column`, and so on: 0 to add profiles up, 0 and 1 to put before and after side by side. Facts
 * are merged too. `from` is unchanged. */
enum status profile_merge(struct profile *into, const struct profile *from, unsigned column,
                          struct error *err);

/* The same for stacks whose frame ids are those of `frames`. */
enum status profile_merge_stacks(struct profile *into, const struct frames *frames,
                                 const struct stacks *from, unsigned column, struct error *err);

/* The same with one column each, or the same number; `from` is used up and can only be freed. ids
 * as in stacks_take. */
enum status profile_take_stacks(struct profile *into, const struct frames *frames,
                                struct stacks *from, uint32_t *ids, struct error *err);

/* Rounds weights as stacks_fit, those of the sequence too, so that none has more places than
 * stacks.places. */
enum status profile_fit(struct profile *profile, enum stacks_sums sums, struct error *err);

/* Writes the comments that precede the stacks in folded text, the first of which is `first`, and
 * those that follow them. used: frames of the stacks. False without memory. */
bool profile_write_head(const struct profile *profile, uint32_t first, struct output *output);
bool profile_write_tail(const struct profile *profile, const bool *used, struct output *output);

/* Writes folded text sorted by the bytes of the stacks: "root;...;leaf WEIGHT [WEIGHT]\n".
 * A stack whose weights are all zero is written too. Unless `plain` is set, comments with the marks
 * and facts precede and follow the stacks. */
enum status profile_write_folded(const struct profile *profile, bool plain, struct output *output,
                                 struct error *err);

/* The same into a file, as output_open describes; path NULL or "-": standard output. */
enum status profile_save_folded(const struct profile *profile, bool plain, const char *path,
                                struct error *err);

/* Whether some frame is the root of a stack with a weight in the first column and of one with a
 * weight in the second. STATUS_FATAL without memory. Cost: a pass over the stacks. */
enum status profile_common_roots(const struct profile *profile, bool *common, struct error *err);

void profile_free(struct profile *profile);

#endif
