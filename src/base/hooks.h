/* What tests set in place of what the machine has, so that small inputs take the ways of large
 * ones. All zero in the programs and the library: nothing there sets it. tests/hooks.c does, from
 * the environment, and is linked to test programs only. */
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
