/* The annotations at the end of frames' names, as flamegraph.pl's palettes know them: _[k] kernel,
 * _[j] generated at run time, _[i] inlined, _[w] of a waker. */
#ifndef STACKFOLD_STORE_ANNOTATION_H
#define STACKFOLD_STORE_ANNOTATION_H

#include <stddef.h>

enum { ANNOTATION_SIZE = 4 }; /* of "_[k]" */

/* The letter of the annotation at the end of a name; 0: there is none. */
char annotation_of(const char *name, size_t size);

#endif
