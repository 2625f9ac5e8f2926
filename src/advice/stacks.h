/* What the stacks of a profile show about its recording: which end too early, and how much weight
 * is in frames without a name. advice.c makes advice of it. */
#ifndef STACKFOLD_ADVICE_STACKS_H
#define STACKFOLD_ADVICE_STACKS_H

#include "base/number.h"
#include "base/status.h"
#include "advice/names.h"
#include "advice/clues.h"
#include "store/profile.h"

/* Stacks with a frame without a name in one module, or broken ones whose outermost function is
 * there. */
struct judged_module {
	struct text name; /* in the profile; size 0: not known */
	number_wide unnamed, broken;
	bool rust; /* names of functions there are Rust's */
};

/* Weights in units of 10^-stacks.places. A stack counts at most once in each of them. */
struct judged_stacks {
	number_wide total;
	number_wide broken;  /* the program's part does not begin at an entry point */
	number_wide cut;     /* it begins where a stack dump ended */
	number_wide deep;    /* broken, with the largest number of frames that is recorded */
	number_wide unnamed; /* innermost frame without a name: in a file, */
	number_wide kernel;  /* in the kernel */
	number_wide jit[RUNTIMES + 1]; /* in code generated at run time, without a map, by whom; */
	number_wide runtime_broken[RUNTIMES + 1]; /* broken in an interpreter, ... */
	number_wide jit_broken[RUNTIMES + 1];     /* ... or in code generated at run time */
	number_wide below; /* broken in libraries below what makes code at run time */
	number_wide interpreted[RUNTIMES + 1]; /* in an interpreter that hides functions */
	struct judged_module *modules;         /* [i]: facts.origins.modules; the last: not known */
	size_t module_count;
};

/* Judges all stacks of column 0. Cost: reads a byte for each frame of each distinct stack. */
enum status judge_stacks(const struct profile *profile, const struct clues *clues,
                         struct judged_stacks *judged, struct error *err);
void judged_stacks_free(struct judged_stacks *judged);

#endif
