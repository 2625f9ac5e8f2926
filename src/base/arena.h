/* Memory that lives as long as its owner: allocated piece by piece, freed at once. */
#ifndef STACKFOLD_BASE_ARENA_H
#define STACKFOLD_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/* Zero-initialised is empty and ready. */
struct arena {
	struct arena_block *blocks; /* newest first */
	size_t block_count;
	char *next;   /* first free byte of the newest block */
	size_t left;  /* bytes free there */
	size_t total; /* bytes of all blocks */
};

/* size bytes, aligned to align (a power of two, at most 16); NULL without memory.
 * Cost: a pointer increment, and a block for every MiB or more. */
void *arena_alloc(struct arena *arena, size_t size, size_t align);

/* A copy of size bytes, unaligned, with a NUL after it (not counted); NULL without memory. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* Makes what was allocated from `from` live as long as `into`; from is empty and ready again. */
void arena_adopt(struct arena *into, struct arena *from);

/* Frees everything; the arena is empty and ready again. */
void arena_free(struct arena *arena);

#endif
