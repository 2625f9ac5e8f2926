/* The symbols of a module, and which of them covers an address.
 *
 * Symbols overlap: aliases of one function, labels inside of functions, code that a JIT compiled
 * anew where older code was. Overlaps are resolved once, by a rule, which gives an array of ranges
 * that do not overlap. perf keeps symbols in a red-black tree by start address and descends it
 * without looking back, so the shape of the tree, and thus the order of insertion, decides which of
 * several it finds; the rule SYMBOL_AS_PERF gives the same results. */
#ifndef STACKFOLD_SYMBOL_TABLE_H
#define STACKFOLD_SYMBOL_TABLE_H

#include "base/arena.h"
#include "symbol/entry.h"
#include "symbol/prefer.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialised is empty and ready. */
struct symbol_table {
	enum symbol_rule rule;
	struct symbol *symbols; /* while filled, in the order of symbol_table_add */
	size_t count, capacity;
	struct symbol_loss *losses; /* in the order in which they were lost */
	size_t loss_count, loss_capacity;
	struct symbol_alias *aliases; /* sorted */
	size_t alias_count, alias_capacity;
	uint64_t kernel_start,
		kernel_end; /* kallsyms: the kernel's own symbols, not its modules' */
	bool moved;    /* kallsyms of another boot: the kernel's symbols were moved, and where its
	                * modules' belong is not known */
	size_t most;   /* symbols that are kept; 0: any number */
	bool left_out; /* there were more */
	bool failed;   /* memory ran out: symbols are missing */
	bool broken;   /* the file's symbols could be read in part only */
	bool demangle; /* names may be C++, Rust, OCaml or Java ones */
	struct arena names; /* for the caller that fills it: names that are nowhere else */

	/* After symbol_table_finish. */
	uint64_t *starts;
	const char **raw;             /* names as in the file */
	atomic_bool incomplete;       /* memory ran out: a name is shown mangled, or is not found */
	_Atomic(const char *) *shown; /* demangled; NULL: not asked for yet; NULL array: as raw */
	struct symbol_range *ranges;  /* sorted */
	size_t range_count;
	uint32_t *by_name; /* symbols sorted by shown name; NULL: not asked for yet */
};

void symbol_table_add(struct symbol_table *table, uint64_t start, uint64_t size, uint8_t binding,
                      uint8_t type, const char *name);

/* Makes room for a single symbol in an empty table: most will have no more. False without memory.
 */
bool symbol_table_room_for_one(struct symbol_table *table);

/* The same with a copy of the name, or none where there are enough. False without memory. */
bool symbol_table_add_copy(struct symbol_table *table, uint64_t start, uint64_t size,
                           uint8_t binding, uint8_t type, const char *name);

/* The highest possible end of the symbol that was added last, which has no size. */
void symbol_table_limit(struct symbol_table *table, uint64_t end);

/* How its names are shown, for symbol_prefers. */
struct symbol_naming symbol_table_naming(struct symbol_table *table);

/* Builds what look-ups need. Nothing may be added afterwards. Without memory the table is empty
 * and failed is set. */
void symbol_table_finish(struct symbol_table *table);

/* The symbol at an address, or SYMBOL_NONE. Cost: a binary search. */
uint32_t symbol_table_find(const struct symbol_table *table, uint64_t address);

/* The symbol that addr2line, and with it perf for stacks with inlined calls, takes for an address
 * where symbol_table_find finds this one, and no debug information helps. Cost: a binary search. */
uint32_t symbol_table_alias(const struct symbol_table *table, uint32_t symbol, uint64_t address);

/* Whether any symbol lies between two addresses. */
bool symbol_table_holds(const struct symbol_table *table, uint64_t start, uint64_t end);

/* The name as perf shows it. Never NULL. */
const char *symbol_table_name(struct symbol_table *table, uint32_t symbol);

/* Where the symbols of a name begin: up to `most` into starts, and how many there are, aliases
 * included. One thread at a time. Cost: the first call sorts all names. */
size_t symbol_table_named(struct symbol_table *table, const char *name, uint64_t *starts,
                          size_t most);

void symbol_table_free(struct symbol_table *table);

#endif
