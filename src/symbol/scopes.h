/* How the namespaces, classes and functions of debug information are nested. An entry of DWARF does
 * not refer to the one that contains it, so all entries of a unit are read once. Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_SCOPES_H
#define STACKFOLD_SYMBOL_SCOPES_H

#include <elfutils/libdw.h>
#include <stddef.h>
#include <stdint.h>

#define SCOPE_NONE UINT32_MAX

/* A namespace, a type, a function, a block or a whole unit. */
struct scope {
	void *entry;     /* where it lies in memory */
	uint32_t parent; /* the number of the scope that contains it; SCOPE_NONE: the unit */
	int tag;
};

/* The scopes of one unit, in their order in the file. Zero-initialised is empty. */
struct scopes {
	Dwarf_CU *unit;
	struct scope *items;
	size_t count, capacity;
};

/* Reads the unit that an entry belongs to. Without memory, scopes are left out.
 * Cost: a look at each entry of the unit that may hold types or functions, inlined calls apart. */
void scopes_read(struct scopes *scopes, Dwarf_Die *any);

/* The number of an entry, SCOPE_NONE: it is not among them. Cost: a binary search. */
uint32_t scopes_find(const struct scopes *scopes, const Dwarf_Die *entry);

/* The entry that an entry completes, or of which it is a copy: its scopes give the name. */
Dwarf_Die scopes_declaration(const Dwarf_Die *die);

Dwarf_Die scopes_entry(const struct scopes *scopes, uint32_t number);

void scopes_free(struct scopes *scopes);

#endif
