/* The settings of flame, from its command line. */
#ifndef STACKFOLD_TOOLS_FLAME_SETTINGS_H
#define STACKFOLD_TOOLS_FLAME_SETTINGS_H

#include "cli.h"
#include "comparer.h"
#include "flame_options.h"

#include "options/reading.h"

struct settings {
	struct cli cli;
	struct flame_options flame;
	struct reading_options reading;
	struct comparer comparer;
	struct reading_options plain; /* how earlier results are read */
	unsigned rows;                /* of the summary */
	/* The program that is recorded and its arguments; NULL: none is. */
	const char **words;
	size_t word_count;
	const char **other_words; /* the same for the program of --compare */
};

#endif
