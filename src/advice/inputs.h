/* The advice of several inputs of folded text as advice on their sum. Each input states the share
 * of it that is affected; the shares can be added if each input states its weight. */
#ifndef STACKFOLD_ADVICE_INPUTS_H
#define STACKFOLD_ADVICE_INPUTS_H

#include "base/text.h"
#include "store/profile.h"

/* From which share on advice is given. words: what has that share, "of the profile ...", without a
 * list of modules. */
typedef double advice_limit(struct text words);

/* Turns the advice of profile->facts.inputs into advice of the profile. If all advice of one kind
 * comes from inputs of known weight, it becomes one piece, with the share of the profile that these
 * shares add up to and the remedy of the input that weighs most; the other inputs count as 0, so
 * the share is a lower bound. It is left out below the limit. Advice that cannot be added up begins
 * with the input's name. False without memory. */
bool advice_add_up(struct profile *profile, advice_limit *limit);

#endif
