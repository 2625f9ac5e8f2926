/* From an address to the function around it, and the calls inlined into that, by debug information.
 * Needs elfutils. inlined.c says how much of it is read, and what damaged information can cause.
 * One thread at a time. */
#ifndef STACKFOLD_SYMBOL_UNITS_H
#define STACKFOLD_SYMBOL_UNITS_H

#include "symbol/mapped.h"

#include <elfutils/libdw.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { INLINED_DEPTH_MOST = 1024 }; /* as perf has it */

/* Addresses from low to high, that not included. */
struct code_range {
	uint64_t low, high;
	uint32_t owner; /* the number of what lies there */
};

/* The same of a call's. */
struct call_range {
	uint64_t low, high;
};

/* An inlined call: those within it follow it, up to `next`. */
struct inlined_call {
	uint32_t entry;                    /* where its entry lies, counted from the function's */
	uint32_t next;                     /* the first call that is not within this one */
	uint32_t first_range, range_count; /* in the function's ranges */
};

struct unit;

/* Where a function's own code is, and the entry that its inlined calls refer to as well. */
struct function_copy {
	const void *origin;
	uint64_t low;
};

/* A function that has code of its own. */
struct function {
	Dwarf_Die die;
	struct unit *unit;
	uint64_t low; /* where it is entered */
	bool read;    /* the members below are filled in; cleared after much else was read */
	uint32_t call_count, range_count;
	struct inlined_call *calls;
	struct call_range *ranges;
};

/* A compilation unit. */
struct unit {
	Dwarf_Die die;      /* of the skeleton, where the unit is split */
	Dwarf_Die full_die; /* where its contents are */
	unsigned read;      /* functions were searched: nowhere, outside of types, everywhere */
	struct function *functions;
	size_t function_count, function_capacity;
	struct code_range *ranges; /* of the functions, sorted */
	size_t range_count, range_capacity;
	struct function_copy *copies; /* sorted; NULL: not asked for yet */
	size_t copy_count;
};

struct units {
	Dwarf *dwarf;
	const char *path; /* of its file */
	struct unit *units;
	size_t count, capacity;
	struct code_range *ranges; /* of the units, sorted */
	size_t range_count, range_capacity;
	size_t held; /* bytes of all functions' calls */
	/* the calls of one function while they are read */
	struct inlined_call *calls;
	size_t call_count, call_capacity;
	struct code_range *call_ranges;
	size_t call_range_count, call_range_capacity;
	struct mapped mapped; /* the file */
};

/* Reads where each unit's code lies. path is the file's, and must stay: files of split units are
 * beside it. What cannot be read is left out. Cost: a look at the first entry of each unit. Memory
 * follows the units and functions asked for, not the file. */
void units_open(struct units *units, Dwarf *dwarf, const char *path);
void units_close(struct units *units);

/* The unit whose code lies around an address, NULL: none. */
struct unit *units_unit(struct units *units, uint64_t address);

/* The function around an address, NULL: none, as with assembler code, or clang -g1 where nothing
 * was inlined. What was inlined into it is read; it stays until another function is asked for. */
const struct function *unit_function(struct units *units, struct unit *unit, uint64_t address);

/* The inlined calls around an address, outermost first, into chain; how many. */
size_t function_calls_at(const struct function *function, uint64_t address,
                         const struct inlined_call *chain[INLINED_DEPTH_MOST]);

/* The entry of an inlined call. */
Dwarf_Die function_call_entry(const struct function *function, const struct inlined_call *call);

/* Where a function has code of its own in a unit, by its first entry (scopes_declaration); false:
 * it has none. Cost: the first call for a unit sorts its functions. */
bool unit_copy(struct unit *unit, const Dwarf_Die *origin, uint64_t *low);

#endif
