/* Distinct stacks (sequences of frame ids, root first), each with a weight for every column: one
 * column for a plain profile, two for a differential (before, after), more for several runs. */
#ifndef STACKFOLD_STORE_STACKS_H
#define STACKFOLD_STORE_STACKS_H

#include "base/arena.h"
#include "base/number.h"
#include "base/status.h"
#include "base/table.h"
#include "store/frames.h"

enum { STACKS_COLUMNS_MAX = 64 };

#define STACK_NONE UINT32_MAX

struct stack {
	const uint32_t *frames; /* root first, depth ids, in the arena */
	uint32_t depth;
	uint32_t hash;
};

/* Weights are integers in units of 10^-places, the smallest place seen so far. With places 2 a
 * weight of 1050 is 10.5. Stack i has weights[i * columns + c].
 *
 * Sums are exact while they are added up: if decimals make a sum exceed 64 bits, `high` has the
 * higher bits of every weight. stacks_fit then rounds all weights to as many places as fit. Read
 * weights only after that. Whole numbers that exceed 64 bits are an error. */
struct stacks {
	struct arena arena;
	struct stack *items;
	size_t count, capacity;
	uint64_t *weights;
	size_t weights_capacity;
	unsigned columns; /* 1 to STACKS_COLUMNS_MAX; set before the first stack */
	unsigned places;
	uint64_t *high;   /* NULL: all are 0 */
	unsigned rounded; /* the fewest places that weights were rounded to, or NUMBER_EXACT */
	struct table table;
	unsigned threads;     /* that may work on it at a time; 0 and 1: one */
	uint32_t *arrival;    /* all ids in the order of the input, if that is another order than
	                         that of the ids; ... */
	size_t arrival_count; /* ... valid only if this is count */
};

void stacks_init(struct stacks *stacks, unsigned columns);

/* The id of a sequence, added with weights of 0 if new; STACK_NONE without memory.
 * Cost: one hash of the ids and one look-up. */
uint32_t stacks_intern(struct stacks *stacks, const uint32_t *frames, size_t depth);

/* The same in steps, for callers with many stacks at hand: the hash of a sequence, fetching the
 * memory that finding it needs, each step some time after the one before, and its id. */
enum stacks_expected { STACKS_EXPECT_SLOT, STACKS_EXPECT_ITEM, STACKS_EXPECT_FRAMES };
uint32_t stacks_hash(const uint32_t *frames, size_t depth);
void stacks_expect(const struct stacks *stacks, uint32_t hash, enum stacks_expected what);
uint32_t stacks_intern_hashed(struct stacks *stacks, const uint32_t *frames, size_t depth,
                              uint32_t hash);

/* The id of a sequence, STACK_NONE if it is not there. */
uint32_t stacks_find(const struct stacks *stacks, const uint32_t *frames, size_t depth);

/* Adds a weight to one column of a stack. STATUS_FAILED with a message if the whole part of the sum
 * does not fit 64 bits, STATUS_FATAL without memory; the values of the weights are unchanged then.
 */
enum status stacks_add(struct stacks *stacks, uint32_t id, unsigned column, struct decimal weight,
                       struct error *err);

/* Adds a weight to each column of a stack. After a failure, some columns may have theirs. */
enum status stacks_add_row(struct stacks *stacks, uint32_t id, const struct decimal *weights,
                           struct error *err);

/* Adds the weights of stack i of `from`, the first to `column` and the others to the columns after
 * it. */
enum status stacks_add_row_of(struct stacks *stacks, uint32_t id, unsigned column,
                              const struct stacks *from, size_t i, struct error *err);

/* Weight i (of stack i / columns) before stacks_fit; and adds such a weight of other stacks. */
number_wide stacks_sum(const struct stacks *stacks, size_t i);
enum status stacks_add_sum(struct stacks *stacks, uint32_t id, unsigned column, number_wide value,
                           unsigned places, struct error *err);

/* Adds all of `from` (same number of columns), whose frame f is map[f] in `into`. ids (may be NULL)
 * gets the new id of each of its stacks. `from` is used up and can only be freed. This is faster
 * than adding stacks one by one, because sequences are not copied, and threads hash them in
 * parallel. Fails as stacks_add does, and without memory; `into` is then incomplete. */
enum status stacks_take(struct stacks *into, struct stacks *from, const uint32_t *map,
                        uint32_t *ids, struct error *err);

/* Which sums must fit 64 bits. */
enum stacks_sums {
	SUMS_WEIGHTS, /* each weight */
	SUMS_COLUMNS, /* and the sum of each column */
	SUMS_LARGEST, /* and the sum of each stack's largest weight */
	SUMS_ALL,     /* and the sum of all weights, unless its whole part exceeds 64 bits */
};

/* Call it after stacks_add, before weights are read: if decimals make a sum exceed 64 bits, all
 * weights are rounded, half to even, to the largest number of places at which the sums fit. The
 * result depends neither on the order of additions nor on threads. STATUS_FAILED: even whole
 * numbers do not fit. Cost: a pass over the weights, except for SUMS_WEIGHTS. */
enum status stacks_fit(struct stacks *stacks, enum stacks_sums sums, struct error *err);

/* Remembers that weights were rounded to that many places (or NUMBER_EXACT). */
void stacks_note_rounding(struct stacks *stacks, unsigned places);

/* The sum of a column over all stacks; STATUS_FAILED if it does not fit 64 bits. */
enum status stacks_total(const struct stacks *stacks, unsigned column, uint64_t *total,
                         struct error *err);

/* The same for any weights: each stride-th of `count` times `stride` weights. */
enum status weights_total(const uint64_t *weights, size_t count, size_t stride, uint64_t *total,
                          struct error *err);

/* The number of first frames that two stacks have in common. */
size_t stacks_shared(const struct stack *a, const struct stack *b);

/* The memory that the stacks take, in bytes. */
size_t stacks_memory(const struct stacks *stacks);

void stacks_free(struct stacks *stacks);

#endif
