/* Which option of a table a word of the command line names. */
#ifndef STACKFOLD_TOOLS_OPTION_NAMES_H
#define STACKFOLD_TOOLS_OPTION_NAMES_H

#include "options/option.h"

#include <stddef.h>

enum { OPTION_CANDIDATES_MAX = 8 };

/* The rows that an abbreviation fits. */
struct option_candidates {
	const struct option *rows[OPTION_CANDIDATES_MAX];
	size_t count; /* of different options; only the first OPTION_CANDIDATES_MAX are in rows */
};

/* The option that name[0..size) names in full or in short; NULL if none does or, with
 * found->count above 1, where several do. */
const struct option *option_of_name(const struct option *options, const char *name, size_t size,
                                    struct option_candidates *found);

/* The option with that letter, NULL: none has it. */
const struct option *option_of_letter(const struct option *options, char letter);

/* The option that a single letter, name[0], means: a letter, then one in the other case, then an
 * abbreviation, as option_of_name. */
const struct option *option_of_single(const struct option *options, const char *name,
                                      struct option_candidates *found);

/* The option shown by --help whose name is nearest to a mistyped one, NULL if none is near. */
const struct option *option_near(const struct option *options, const char *name, size_t size);

#endif
