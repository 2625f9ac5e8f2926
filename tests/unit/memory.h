/* Allocations that fail, in tests of what happens then. */
#ifndef STACKFOLD_TESTS_MEMORY_H
#define STACKFOLD_TESTS_MEMORY_H

#include <stddef.h>

/* Makes the n-th call of malloc, calloc and realloc fail from now on, counted from 1, and those
 * after it; 0: none fails. Only calls of the library and the tests count, not those of other
 * libraries. */
void memory_fail_from(size_t n);

/* Whether one has failed since. */
int memory_failed(void);

#endif
