/* Sorted stacks for a picture, without what is too narrow to be drawn: memory follows the picture,
 * not the number of stacks. Where each frame stands and how wide it is stays as it is. */
#ifndef STACKFOLD_JOIN_REDUCTION_H
#define STACKFOLD_JOIN_REDUCTION_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/status.h"
#include "base/text.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A stack, or all stacks below a frame that is too narrow, in place of the first of them. Narrow
 * frames that are side by side and have the same caller, and are too narrow together, become two
 * items: the first of them, and the last in place of all others. So none of them stands beside a
 * frame that was not beside it, of which it would seem to be a part if it has the same name. */
struct reduced {
	size_t text;   /* where its text begins; it ends where that of the next one does */
	size_t shared; /* first bytes of the stack that are those of the item before, and not in
	                * its text */
	uint64_t weight;
	uint64_t group;  /* weight of the narrow frames side by side, as far as the item */
	uint32_t narrow; /* the depth of the narrow frame, from 1; 0: it is one stack */
	bool last;       /* it is in place of narrow frames after the first */
};

/* A frame that the last stack has. */
struct reduced_frame {
	size_t end;    /* in the text of the stack */
	size_t first;  /* of the items */
	uint64_t from; /* weight of all stacks before it */
};

/* Which frames are narrow at most, if all stacks together weigh so much, in units of 10^-places:
 * those below the weight that it returns. A larger weight must not give a smaller one. */
typedef uint64_t reduction_limit(const void *context, uint64_t weight, unsigned places);

struct reduction {
	reduction_limit *limit;
	const void *context;
	struct buffer text;
	struct reduced *items;
	size_t count, capacity;
	struct reduced_frame *open;
	size_t open_count, open_capacity;
	unsigned places;
	uint64_t weight;               /* of all stacks so far */
	uint64_t below;                /* the last limit */
	uint64_t divisor, all_divisor; /* the largest of all weights, and of those of items */
	size_t last_shared;            /* bytes that the last item shares with the last stack */
	size_t tidied;                 /* items that were there after the last tidying, ... */
	size_t tidied_text;            /* ... and the bytes of their text */
	bool odd;                      /* two stacks have another order as lines */
	bool no_memory;
};

/* Zeroed but for limit and context is ready. Adds the next stack in the order of bytes, of which
 * the first `shared` bytes are those of the one before; false: it cannot be done (odd, no_memory).
 */
bool reduction_add(struct reduction *reduction, struct text stack, size_t shared, uint64_t weight,
                   unsigned places);

/* Closes all frames, and puts the stacks into an empty profile. *same: whether a picture of them is
 * the same as one of all stacks. */
enum status reduction_finish(struct reduction *reduction, struct profile *profile, bool *same,
                             struct error *err);

void reduction_free(struct reduction *reduction);

#endif
