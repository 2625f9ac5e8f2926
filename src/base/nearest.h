/* Texts that are spelled nearly like another, for messages about what is not there. */
#ifndef STACKFOLD_BASE_NEAREST_H
#define STACKFOLD_BASE_NEAREST_H

#include "base/text.h"

enum { NEAREST = 3, NEAREST_TEXT_MAX = 200 };

/* The texts offered so far that come nearest, the nearest first. Zero-initialised: none. */
struct nearest {
	struct text items[NEAREST];
	unsigned distance[NEAREST];
	size_t count;
};

/* Offers a text, which must stay: how near it is says the least number of letters that must be put
 * in, taken out or exchanged so that it has `wanted` somewhere in it; letter case does not count.
 * More than every other letter is too far. Of texts as near, the shorter is nearer, then the one
 * whose bytes come first. Both count up to NEAREST_TEXT_MAX bytes.
 * Cost: the product of both sizes. */
void nearest_offer(struct nearest *nearest, struct text wanted, struct text text);

#endif
