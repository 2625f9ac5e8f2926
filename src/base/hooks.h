/* Values that tests set in place of those of the machine, so that small inputs take the code paths
 * of large ones. All are zero in the programs and the library, where nothing sets them.
 * tests/hooks.c sets them from the environment; it is linked to test programs only. */
#ifndef STACKFOLD_BASE_HOOKS_H
#define STACKFOLD_BASE_HOOKS_H

#include <stdbool.h>
#include <stddef.h>

/* Set before threads start. */
struct hooks {
	size_t piece_size;   /* bytes of a piece of input; 0: the usual */
	unsigned processors; /* how many there are; 0: as many as this process may run on */
	bool plain;          /* no wide instructions */
	bool interpret;      /* no machine code for regular expressions */
};

extern struct hooks hooks;

#endif
