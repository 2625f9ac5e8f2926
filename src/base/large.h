/* Huge pages for large blocks of memory, if the system has them: they cause a fraction of the page
 * faults and TLB misses. */
#ifndef STACKFOLD_BASE_LARGE_H
#define STACKFOLD_BASE_LARGE_H

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20, LARGE_FROM = 2 * LARGE_PAGE };

/* At least size bytes, to be freed by free(); NULL without memory. */
static inline void *large_alloc(size_t size)
{
	if (size < LARGE_FROM)
		return malloc(size);
	if (size > SIZE_MAX - LARGE_PAGE)
		return NULL;
	size = (size + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
	void *memory = aligned_alloc(LARGE_PAGE, size);
	if (memory)
		(void)madvise(memory, size, MADV_HUGEPAGE); /* a refusal does not matter */
	return memory;
}

#endif
