/* The characters of names. */
#ifndef STACKFOLD_NAMES_NAME_CHARACTERS_H
#define STACKFOLD_NAMES_NAME_CHARACTERS_H

#include "base/text.h"

#include <stdbool.h>

/* Of identifiers; bytes beyond ASCII are. */
static inline bool is_name_character(char c)
{
	return (unsigned char)((c | 0x20) - 'a') < 26 || is_digit(c) || c == '_' || c == '$' ||
	       (unsigned char)c >= 0x80;
}

#endif
