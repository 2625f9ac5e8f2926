/* Advice: what a profile cannot show because of how it was recorded, and the remedy.
 *
 * Readers note clues (clues.h), and the final stacks are judged once (stacks.h). advice.c has the
 * texts, the shares from which on they are printed, and the remedies. fold-stacks(1), ADVICE, lists
 * the same. */
#ifndef STACKFOLD_ADVICE_ADVICE_H
#define STACKFOLD_ADVICE_ADVICE_H

#include "base/status.h"
#include "advice/clues.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ADVICE_SAMPLES = 100, /* with fewer, advice is to record longer */
	ADVICE_SURE = 20,     /* with fewer, shares are not evaluated */
};

/* A piece of advice. */
struct advice {
	char *text;   /* a line: "38.2% of the profile ...: do this" */
	double share; /* of the profile, 0 to 1 */
	bool given;   /* the share is large enough to print it; otherwise only --stats prints it */
	bool carried; /* from folded text: the tool that wrote the text has printed it */
	bool few;     /* on the number of samples, which folded text has in a comment of its own */
};

/* Zero-initialised: none. */
struct advice_list {
	struct advice *items; /* the heaviest first */
	size_t count;
};

/* The clues of all sinks together, for the profile's frames. */
struct advice_basis {
	struct clues clues;
	uint64_t samples; /* that the profile is made of, taken from a profiler */
	uint64_t flat;    /* those without a call chain */
	bool whole;       /* stacks are complete and have names, as far as is known */
	bool by_flame; /* flame recorded it: remedies are its options, not those of perf record */
};

/* Judges the profile and fills an empty list. Advice that stays true for the folded text is added
 * to profile->facts too; advice that the facts have from folded text is added to the list. */
enum status advice_make(const struct advice_basis *basis, struct profile *profile,
                        struct advice_list *list, struct error *err);

/* Makes the advice that could not be made while frames were places in modules
 * (symbol/module_offset.h): from what profile->facts keeps for that, and the caller's clues about
 * frames and modules. Does nothing where nothing is kept, or some frames are still places. */
enum status advice_make_late(struct clues *clues, struct profile *profile, struct advice_list *list,
                             struct error *err);

/* Adds the clues of one sink; frames are matched by name. False without memory. */
bool advice_gather(struct clues *into, const struct frames *frames, const struct clues *from,
                   const struct frames *from_frames);

void advice_free(struct advice_list *list);

#endif
