/* The words that names are made of, and which of them say something about the program: those that
 * anonymizing replaces. kept_names.h has what it keeps. */
#ifndef STACKFOLD_NAMES_NAME_WORDS_H
#define STACKFOLD_NAMES_NAME_WORDS_H

#include "base/text.h"
#include "store/frames.h"

#include <stdbool.h>

/* Zero-initialised; name_words_init fills it in, once. */
struct name_words {
	struct frames kept, kept_files; /* the tables of kept_names.h */
};

/* Gets a name piece by piece: a word that says something about the program, or text that stays. */
struct name_pieces {
	void (*put)(void *context, struct text piece, bool stays);
	void *context;
};

bool name_words_init(struct name_words *words); /* false without memory */

/* Of the name of a frame, which is demangled; kinds: ORIGIN_*, module: size 0 where it is not
 * known. The pieces are the whole name, in its order. Cost: a few passes over the name. */
void name_words_of_frame(const struct name_words *words, struct text name, unsigned kinds,
                         struct text module, const struct name_pieces *pieces);

/* Of the name of a module. */
void name_words_of_module(const struct name_words *words, struct text module,
                          const struct name_pieces *pieces);

void name_words_free(struct name_words *words);

#endif
