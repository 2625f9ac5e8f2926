/* The advice of several inputs of folded text as advice on their sum. Each said which share of it
 * cannot answer; what they say together is known as far as each says how much it weighs. */
#ifndef STACKFOLD_ADVICE_INPUTS_H
#define STACKFOLD_ADVICE_INPUTS_H

#include "base/text.h"
#include "store/profile.h"

/* From which share on advice is given. words: what has that share, "of the profile ...", without a
 * list of modules. */
typedef double advice_limit(struct text words);

/* Turns the advice of profile->facts.inputs into advice of the profile. Where all that is of one
 * kind comes from inputs of known weight, it becomes one piece, with the share of the profile that
 * these shares come to and the remedy of the input that weighs most in it; the others count as 0,
 * so the share is a lower bound. Below the limit it is left out. What cannot be added up begins
 * with the input's name. False without memory. */
bool advice_add_up(struct profile *profile, advice_limit *limit);

#endif
