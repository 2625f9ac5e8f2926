/* The place in a source file that a name says: `JS:*work /home/x/work.js:3`, `py::work:/x.py`,
 * `work:src/work.c:12`. */
#ifndef STACKFOLD_NAMES_NAME_SOURCE_H
#define STACKFOLD_NAMES_NAME_SOURCE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Where the blank or the colon before the place is; the size, if there is no place. */
size_t name_source_start(struct text text);

/* Whether it is what file names end in, without the point: "js", "so". */
bool name_source_is_ending(struct text text);

/* NAME_SOURCE and NAME_FOLDERS of name_parts.h: they write to out, which has room for the size of
 * the text, and return the size of what they wrote. The place stays if functions would otherwise
 * have the same name. */
size_t name_source_left_out(struct text text, char *out);
size_t name_source_without_folders(struct text text, char *out);

#endif
