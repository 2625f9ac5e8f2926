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

#endif
