/* The pages of a file that libelf has mapped: debug information is large, and is seldom read twice.
 * Needs elfutils. */
#ifndef STACKFOLD_SYMBOL_MAPPED_H
#define STACKFOLD_SYMBOL_MAPPED_H

#include <gelf.h>
#include <stddef.h>

/* Zero-initialised is a file that is not mapped: nothing is given back. */
struct mapped {
	char *start; /* NULL: not mapped */
	size_t size;
	long faults; /* since pages were given back last: each maps some pages */
	long before; /* the thread's faults when mapped_begin was called */
};

/* Checks with the kernel that the file is mapped, and only for reading, because pages that are
 * released must come from the file again. */
void mapped_open(struct mapped *mapped, Elf *elf);

/* Between these calls the thread reads the file. At the end, pages are released if there may be
 * many: they stay in the kernel's cache, and return when they are read again. Cost: two system
 * calls. */
void mapped_begin(struct mapped *mapped);
void mapped_end(struct mapped *mapped);

#endif
