/* The titles of frames in a flame graph:
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
	TITLE_COUNT = 1,   /* count and unit are set */
	TITLE_SAMPLES = 2, /* samples are set, besides another measure */
	TITLE_SIDES = 4,   /* before and after are set */
	TITLE_CHANGE = 8,  /* change is set */
	TITLE_WHOLE = 16,  /* "100%", which only the root's has */
};

struct title {
	unsigned said;    /* TITLE_* */
	struct text name; /* the whole title if it has no count */
	struct text unit; /* the word after the count */
	uint64_t count, samples;
	uint64_t before, after; /* of the total */
	int64_t change;         /* of the self weight, in hundredths of a percent of all */
};

/* Parses a title; texts point into it. */
struct title title_read(struct text text);

/* Takes a whole number, with or without commas between thousands, from the beginning of the text.
 * False, and the text is unchanged, if there is none, or it does not fit 64 bits. */
bool title_number(struct text *text, uint64_t *number);

#endif
