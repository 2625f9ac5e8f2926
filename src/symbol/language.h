/* Languages of compilation units. Needs elfutils.
 *
 * A unit of parts that other units share may have no language: then the language of the unit that
 * uses it counts. */
#ifndef STACKFOLD_SYMBOL_LANGUAGE_H
#define STACKFOLD_SYMBOL_LANGUAGE_H

#include <elfutils/libdw.h>
#include <stdbool.h>

/* Whether the language is C++. */
bool language_is_cpp(Dwarf_CU *unit, Dwarf_CU *user);

/* Whether symbols have other names than the source, as addr2line sees it: true for each language
 * that it does not know. */
bool language_mangles(Dwarf_CU *unit, Dwarf_CU *user);

#endif
