/* Questions about entries of debug information (DIEs). Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_DIE_H
#define STACKFOLD_SYMBOL_DIE_H

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/* The entry that an attribute refers to; false: none. */
bool die_attribute(Dwarf_Die *die, unsigned name, Dwarf_Die *entry);

/* Goes to the next entry within the same one; links that lead back are not followed. */
bool die_next(Dwarf_Die *die);

/* The linkage name of a function, or of the function of which it is a copy; NULL: none. */
const char *die_linkage_name(Dwarf_Die *die);

/* Whether a tag is that of a class, a structure, a union or an interface. */
bool die_tag_is_class(int tag);

/* Whether a tag is that of a block of code. */
bool die_tag_is_block(int tag);

/* A type without the names that others gave it. */
bool die_plain_type(Dwarf_Die *die, Dwarf_Die *type);

/* Whether the compiler made the entry, as a method's parameter "this". */
bool die_is_artificial(Dwarf_Die *die);

/* Whether an argument of a template is that of a lambda's parameter "auto x". */
bool die_name_is_automatic(const char *name);

/* Which "auto" of a lambda a parameter is: the arguments of its template go by "auto:28". 0: none.
 */
unsigned die_automatic(Dwarf_Die *function, Dwarf_Die *parameter);

/* The size of a name in front of its arguments "<...>" at the end; 0: it has none. */
size_t die_name_size_before_arguments(const char *name);

/* Whether a method is const, which means that the object it is called on is. */
bool die_is_const_method(Dwarf_Die *function);

/* The function of a lambda's type; false: it is none. The type has no name, or, before GCC 12,
 * "<lambda(int)>". */
bool die_lambda(Dwarf_Die *type, Dwarf_Die *function);

/* Whether a function has its name in the source for a symbol, as main and those of extern "C". */
bool die_is_plain_symbol(Dwarf_Die *function, bool in_class);

#endif
