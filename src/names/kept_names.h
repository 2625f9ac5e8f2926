/* What stays readable in profiles that are anonymized: names that say nothing about the program. To
 * keep more, add a row to a table. */
#ifndef STACKFOLD_NAMES_KEPT_NAMES_H
#define STACKFOLD_NAMES_KEPT_NAMES_H

#include "base/text.h"
#include "names/name_language.h"

#include <stdbool.h>

/* The words that stay wherever they stand: of languages, of what compilers and runtime systems add,
 * functions of C libraries, names of interpreters. kept_word_at(i) is NULL after the last one. */
const char *kept_word_at(size_t i);

/* The words that stay in paths and in the names of files: folders of the system, endings. Likewise.
 */
const char *kept_file_word_at(size_t i);

/* Whether a word stays because of how it looks: numbers, addresses, func1, __libc_start_main. */
bool kept_shape(struct text word);

/* Whether a scoped name that begins there is of a system library or a runtime system: std::,
 * java.util., net/http. */
bool kept_path(struct text text, enum name_language language);

/* Whether all functions of that file stay: libc, the C++ library, runtime systems, the kernel. */
bool kept_module(struct text module);

/* In a place in the source, where the path of a file that comes with an interpreter begins:
 * lib/python3.11/..., node:fs. Its size: nowhere. */
size_t kept_source(struct text place);

#endif
