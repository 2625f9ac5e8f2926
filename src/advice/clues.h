/* Clues that a reader notes while it reads, because the names in stacks do not show them. advice.c
 * judges them at the end: frames without a name, samples without a call chain, lost samples. */
#ifndef STACKFOLD_ADVICE_CLUES_H
#define STACKFOLD_ADVICE_CLUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a frame without a name is. */
enum {
	UNNAMED_MAPPED = 1, /* in a module: its name is the module's, in brackets */
	UNNAMED_USER = 2,   /* at an address of a program where nothing is mapped */
	UNNAMED_KERNEL = 4, /* at an unknown address of the kernel */
	UNNAMED_CUT = 8,    /* at no address: the stack dump ended before the stack did */
};

/* A module with frames that have no name, and why. */
struct module_clue {
	char *name;   /* as origins have it: without folders */
	unsigned why; /* enum symbol_missing */
};

/* Zero-initialised: nothing noticed. */
struct clues {
	uint8_t *unnamed; /* UNNAMED_* of frame i, for i below count */
	size_t count, capacity;
	struct module_clue *modules;
	size_t module_count, module_capacity;
	uint64_t lost;         /* samples or other records that were lost while recording */
	bool dumps;            /* there were stack dumps */
	uint64_t dumps_failed; /* of them: not followed to the end, ... */
	uint64_t dumps_short;  /* ... as they ended before it */
	bool all_cpus;         /* processors were recorded, not one program: perf record -a */
	bool roots;            /* the first frame of stacks is the process */
	bool failed;           /* memory ran out */
};

/* Notes that a frame has no name: UNNAMED_*. Readers call it once for each distinct frame or
 * address. */
void clues_unnamed(struct clues *clues, uint32_t frame, unsigned how);

/* Says why a module's frames have no names. */
void clues_module(struct clues *clues, const char *name, unsigned why);

void clues_free(struct clues *clues);

#endif
