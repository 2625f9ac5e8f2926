/* The characters of names, and their places. */
#ifndef STACKFOLD_NAMES_NAME_CHARACTERS_H
#define STACKFOLD_NAMES_NAME_CHARACTERS_H

#include "base/text.h"

#include <stdbool.h>
#include <string.h>

/* Of identifiers; bytes beyond ASCII are. */
static inline bool is_name_character(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || is_digit(c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

/* A literal as a text. */
#define TEXT(literal) ((struct text){TEXT_AND_SIZE(literal)})

/* Whether `with` stands in the text at that place, which may be past its end. */
static inline bool text_has_at(struct text text, size_t at, struct text with)
{
	return at <= text.size && text.size - at >= with.size &&
	       memcmp(text.at + at, with.at, with.size) == 0;
}

static inline bool text_is_one_of(struct text text, const struct text *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text.size == words[i].size && text_has_at(text, 0, words[i]))
			return true;
	return false;
}

static inline bool is_character_of(char c, const char *characters)
{
	return c && strchr(characters, c);
}

#endif
