/* Advice: what a profile cannot answer because of how it was recorded, and what helps.
 *
 * Readers notice clues (clues.h) and the final stacks are judged once (advice_stacks.h); here
 * stands what is said of it, from which share on, and what helps. fold-stacks(1), ADVICE, lists the
 * same.
 */
#ifndef STACKFOLD_ADVICE_ADVICE_H
#define STACKFOLD_ADVICE_ADVICE_H

#include "base/status.h"
#include "advice/clues.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ADVICE_SAMPLES = 100, /* fewer are said to be few */
	ADVICE_SURE = 20,     /* of fewer no shares are judged */
};

/* What a profile cannot answer, and what helps. */
struct advice {
	char *text;   /* a line: "38.2% of the profile ...: do this" */
	double share; /* of the profile, 0 to 1 */
	bool given;   /* enough to be shown unasked; else for --stats only */
	bool carried; /* from folded text: who wrote that has shown it */
	bool few;     /* of the number of samples, which folded text has in a comment of its own */
};

/* Zero-initialised: none. */
struct advice_list {
	struct advice *items; /* the heaviest first */
	size_t count;
};

/* What all sinks noticed together: `clues` of the profile's frames. */
struct advice_basis {
	struct clues clues;
	uint64_t samples; /* that the profile is made of, taken from a profiler */
	uint64_t flat;    /* of them: without a call chain */
	bool whole;       /* stacks are whole, and names are there, as far as is known */
};

/* Judges the profile and fills an empty list; what stays true of the folded text goes to
 * profile->facts too, and what that has already from folded text to the list. */
enum status advice_make(const struct advice_basis *basis, struct profile *profile,
                        struct advice_list *list, struct error *err);

/* Adds what one sink noticed; frames are found by name. False without memory. */
bool advice_gather(struct clues *into, const struct frames *frames, const struct clues *from,
                   const struct frames *from_frames);

void advice_free(struct advice_list *list);

#endif
