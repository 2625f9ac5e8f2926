#include "base/arena.h"

#include "base/large.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
	BLOCK_FIRST = 1 << 14, /* so that a small input takes little memory */
	BLOCK_SIZE = 1 << 20,
	BLOCKS_SMALL = 8, /* after this many blocks, blocks are large */
	BLOCK_LARGE = LARGE_FROM,
};

struct arena_block {
	struct arena_block *next;
	max_align_t data[];
};

static int arena_grow(struct arena *arena, size_t size)
{
	struct arena_block *block;
	size_t want = !arena->blocks                      ? BLOCK_FIRST
	              : arena->block_count < BLOCKS_SMALL ? BLOCK_SIZE
	                                                  : BLOCK_LARGE - sizeof *block;
	if (want < size)
		want = size;
	if (want > SIZE_MAX - sizeof *block)
		return 0;
	block = large_alloc(sizeof *block + want);
	if (!block)
		return 0;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->block_count++;
	arena->total += want;
	arena->next = (char *)block->data;
	arena->left = want;
	return 1;
}

void *arena_alloc(struct arena *arena, size_t size, size_t align)
{
	size_t skip = -(uintptr_t)arena->next & (align - 1);
	if (!arena->next || arena->left < skip || arena->left - skip < size) {
		if (!arena_grow(arena, size))
			return NULL;
		skip = 0;
	}
	char *piece = arena->next + skip;
	arena->next = piece + size;
	arena->left -= skip + size;
	return piece;
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy = arena_alloc(arena, size + 1, 1);
	if (!copy)
		return NULL;
	if (size)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

void arena_adopt(struct arena *into, struct arena *from)
{
	struct arena_block **last = &from->blocks;
	while (*last)
		last = &(*last)->next;
	if (into->blocks) { /* after the newest, from which allocation continues */
		*last = into->blocks->next;
		into->blocks->next = from->blocks;
	} else {
		into->blocks = from->blocks;
		into->next = from->next;
		into->left = from->left;
	}
	into->block_count += from->block_count;
	into->total += from->total;
	*from = (struct arena){0};
}

void arena_free(struct arena *arena)
{
	struct arena_block *block = arena->blocks;
	while (block) {
		struct arena_block *next = block->next;
		free(block);
		block = next;
	}
	*arena = (struct arena){0};
}
