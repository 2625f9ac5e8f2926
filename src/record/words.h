/* The words of a command line. */
#ifndef STACKFOLD_RECORD_WORDS_H
#define STACKFOLD_RECORD_WORDS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/* The words of a command line, which end with NULL. Zeroed: none. */
struct word_list {
	char **items;
	size_t count, capacity;
};

/* Appends a copy of a word. False without memory. */
bool words_add(struct word_list *words, const char *word);

/* Appends the words of a text that blanks separate; quotes (' and ") hold words together, and a
 * backslash outside of '' takes the next byte as it is. STATUS_FAILED with a message if a quote
 * is not closed, STATUS_FATAL without memory. */
enum status words_split(struct word_list *words, const char *text, struct error *err);

void words_free(struct word_list *words);

#endif
