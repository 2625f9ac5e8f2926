/* Allocations that fail, in tests of what happens then. */
#ifndef STACKFOLD_TESTS_MEMORY_H
#define STACKFOLD_TESTS_MEMORY_H

#include <stddef.h>

/* Makes the n-th call of malloc, calloc and realloc from now on fail, counted from 1; 0: none
 * fails. Only calls of the library and the tests count, not those of other libraries. */
void memory_fail_at(size_t n);

/* Whether one has failed since. */
int memory_failed(void);

#endif
