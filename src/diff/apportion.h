/* Sharing out a whole number in proportion to weights, by largest remainders (Hamilton's method),
 * with a share of at least one for each weight above 0. */
#ifndef STACKFOLD_DIFF_APPORTION_H
#define STACKFOLD_DIFF_APPORTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One of those that share. */
struct part {
	uint64_t weight;    /* in: above 0 */
	uint64_t units;     /* out: its share */
	uint64_t remainder; /* what its share has beyond whole units, compared among parts only */
	uint32_t item;      /* the caller's */
	uint32_t rank;      /* in: which of two comes first where nothing else decides, unique */
};

/* Sets the units of all parts so that their sum is `wanted`:
 *
 * - a part's share is weight * wanted / T, with T the sum of all weights, in 128 bits;
 * - where a share is below one unit the part gets one, and the others share the rest in
 *   proportion, again and again until none is below one;
 * - parts get the whole units of their shares, and what then lacks to `wanted` goes, one unit
 *   each, to the largest remainders, lower ranks first.
 *
 * So the sum is exact, no part becomes 0, and where no share is below one unit no part is a unit
 * or more away from its share. False, with nothing set, where `wanted` is less than `count`, or
 * the weights' sum does not fit 64 bits. The order of parts changes. Cost: a sort where units are
 * left over. */
bool apportion(struct part *parts, size_t count, uint64_t wanted);

#endif
