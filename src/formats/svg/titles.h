/* What the titles of frames in a flame graph say:
 *
 *     parse (1,234 samples, 5.67%)                      flamegraph.pl, inferno, stackfold
 *     parse (1,234 samples, 5.67%; +0.12%)              of a differential: the change of its own
 * part parse (451 ms, 225 samples, 12.34%)               stackfold, with the unit known parse (15
 * samples, 7.50%; total 10 to 15: +5, +50.00%, ...; self 3 to 5: ...) all (9,876 samples, 100%) the
 * root */
#ifndef STACKFOLD_FORMATS_SVG_TITLES_H
#define STACKFOLD_FORMATS_SVG_TITLES_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	TITLE_COUNT = 1,   /* count is said, and unit */
	TITLE_SAMPLES = 2, /* samples are, beside another measure */
	TITLE_SIDES = 4,   /* before and after are */
	TITLE_CHANGE = 8,  /* change is */
	TITLE_WHOLE = 16,  /* "100%", as only the root's says */
};

struct title {
	unsigned said;    /* TITLE_* */
	struct text name; /* all of the title where no count is said */
	struct text unit; /* the word after the count */
	uint64_t count, samples;
	uint64_t before, after; /* of the total */
	int64_t change;         /* of what is self, in hundredths of a percent of all */
};

/* Takes a title apart; texts point into it. */
struct title title_read(struct text text);

/* Takes a whole number, with or without commas between thousands, from the beginning of the text.
 * False, and the text is as it was, if there is none, or it does not fit 64 bits. */
bool title_number(struct text *text, uint64_t *number);

#endif
