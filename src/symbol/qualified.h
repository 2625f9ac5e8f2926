/* The names of functions of C++ that have no linkage name, made of the scopes that debug
 * information has them in: "ns::(anonymous namespace)::area", "main::{lambda(int)#1}::operator()".
 * They are spelled as the demangler spells those of symbols, without arguments. Needs elfutils.
 *
 * GCC gives no linkage names to what is local to a file: static functions, lambdas, what is in an
 * unnamed namespace, and templates that have such types as arguments. */
#ifndef STACKFOLD_SYMBOL_QUALIFIED_H
#define STACKFOLD_SYMBOL_QUALIFIED_H

#include "base/buffer.h"
#include "symbol/scopes.h"

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>

/* Set symbol_of and context; the rest zeroed is empty and ready. */
struct qualifier {
	/* The symbol, as in the file, of a function's own code; NULL: it has no code of its own. */
	const char *(*symbol_of)(void *context, Dwarf_Die *function);
	void *context;
	struct scopes *units; /* that were gone through */
	size_t unit_count, unit_capacity;
	/* while a name is made */
	unsigned depth; /* of names within names */
	unsigned steps; /* taken so far: a hostile file could need any number of them */
	bool unsure;    /* something was left out */
};

/* Appends the name of a function; false, and nothing is appended, if debug information does not
 * suffice. Cost: the first one of a unit goes through it. */
bool qualified_name(struct qualifier *qualifier, Dwarf_Die *function, struct buffer *text);

void qualifier_free(struct qualifier *qualifier);

#endif
