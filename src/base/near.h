/* Texts that are nearly alike: typing errors. */
#ifndef STACKFOLD_BASE_NEAR_H
#define STACKFOLD_BASE_NEAR_H

#include "base/text.h"

enum { NEAR_MAX = 48 /* bytes of a text that is compared */ };

/* How many letters must be put in, taken out, changed or swapped with the next to make b of a;
 * SIZE_MAX where one of them is longer than NEAR_MAX. */
size_t near_distance(struct text a, struct text b);

/* The same for the part of `text` that is nearest to `part`, without swaps, letter case ignored, at
 * most `most`: then it gives most + 1. part of at most NEAR_MAX bytes. Cost: part.size times
 * text.size. */
size_t near_distance_within(struct text part, struct text text, size_t most);

enum { NEAREST_MAX = 3 };

/* The texts offered so far that come nearest, the nearest first. Zero-initialised: none. */
struct nearest {
	struct text items[NEAREST_MAX];
	size_t distance[NEAREST_MAX];
	size_t count;
};

/* Offers a text, which must stay. How near it is says near_distance_within of `wanted`, which is
 * cut to NEAR_MAX bytes; more than one mistake for three letters is too far. Of texts as near, the
 * shorter is nearer, then the one whose bytes come first. */
void nearest_offer(struct nearest *nearest, struct text wanted, struct text text);

#endif
