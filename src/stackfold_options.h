/* The public library's options, as its other files need them. */
#ifndef STACKFOLD_OPTIONS_H
#define STACKFOLD_OPTIONS_H

#include "stackfold.h"

#include "options/comparing.h"
#include "options/drawing.h"
#include "options/folding.h"
#include "options/message.h"
#include "options/reading.h"
#include "options/splitting.h"
#include "options/top.h"

/* The options of all functions. A function works with a copy, of which it makes what it needs. */
struct settings {
	struct reading_options reading;
	struct folding_options folding;
	struct splitting_options splitting;
	struct comparing_options comparing;
	struct drawing_options drawing;
	struct top_options top;
};

/* Sets the copy; options may be NULL. It shares lists and texts with the options; what is made of
 * them is freed as their headers describe. */
void settings_of(const sf_options *options, struct settings *settings);

/* How messages reach the program. */
struct messages messages_of(const sf_options *options);

/* Whether the program has a progress function; calling it: whether reading may go on. */
bool progress_of(const sf_options *options);
bool progress_goes_on(const sf_options *options, uint64_t done, uint64_t total);

#endif
