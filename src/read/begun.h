/* Inputs that were opened and partly read before read_inputs gets them: join/sorted_merge.h met a
 * line in them that it cannot merge. */
#ifndef STACKFOLD_READ_BEGUN_H
#define STACKFOLD_READ_BEGUN_H

#include "base/input.h"
#include "read/stream.h"
#include "store/facts.h"
#include "store/marks.h"

/* Zeroed: the input is still to be opened. */
struct read_begun {
	struct input *input; /* the reading closes it */
	char *early;         /* bytes that were read from it and come before the others; ... */
	size_t early_size;   /* ... the reading frees them */
	bool ended;          /* no more bytes follow */
	struct head head; /* its first bytes, by which a reader is chosen; NULL as text: those that
	                     come now. The caller's. */
	bool made;        /* it may lack stacks: it was merged to its end, or made of others */
	struct facts *facts; /* what comments stated that do not come again; NULL: nothing */
	struct marks *marks;
	/* What counts as read, although it does not come again. A text that was made of other
	 * inputs subtracts what it adds itself (modulo 2^64). */
	uint64_t lines, stacks, bytes;
};

#endif
