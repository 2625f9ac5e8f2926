/* Sorting stacks by the bytes of their text. */
#ifndef STACKFOLD_STORE_SORT_H
#define STACKFOLD_STORE_SORT_H

#include "base/status.h"
#include "store/frames.h"
#include "store/stacks.h"

#include <stddef.h>
#include <stdint.h>

/* How the end of a stack compares with the byte that follows the same frame in a longer stack. */
enum stacks_order {
	ORDER_STACK, /* by the bytes of "a;b;c" alone: folded output */
	ORDER_LINE,  /* by the bytes of "a;b;c 12": how flamegraph.pl lays out */
	/* frame by frame, by the bytes of names: stacks with the same first frames are neighbours
	 */
	ORDER_FRAMES,
};

/* The ids of all stacks sorted by the bytes of their text, and for each the number of frames that
 * it shares with the previous one (0 for the first). */
struct sorted_stacks {
	uint32_t *ids;
	uint32_t *shared;
	size_t count;
};

/* Cost: frames are ranked by name once, then only ids are compared; stacks that arrived in order
 * are not sorted again. The result is the same for any number of threads. Note that ';' sorts
 * after blanks and digits, so "a b" and "a1" come before "a;b". STATUS_FATAL without memory.
 */
enum status stacks_sort(const struct stacks *stacks, const struct frames *frames,
                        enum stacks_order order, struct sorted_stacks *sorted, struct error *err);
void sorted_stacks_free(struct sorted_stacks *sorted);

#endif
