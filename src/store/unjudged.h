/* What advice on a recording needs besides its stacks, kept while frames have no names yet: places
 * in modules, which another machine names (symbol/module_offset.h). A comment of folded text
 * carries it:
 *
 *     # unjudged: samples 213, flat 3, failed 79, short 79, user, kernel, cut, dumps, cpus, roots;
 */
#ifndef STACKFOLD_STORE_UNJUDGED_H
#define STACKFOLD_STORE_UNJUDGED_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum unjudged_count {
	UNJUDGED_SAMPLES, /* that a profiler took */
	UNJUDGED_FLAT,    /* of them: without a call chain */
	UNJUDGED_FAILED,  /* stack dumps that were not followed to their end, ... */
	UNJUDGED_SHORT,   /* ... as they ended before it */
	UNJUDGED_COUNTS,
};

enum unjudged_flag {
	UNJUDGED_USER = 1,   /* [unknown]: at an address of a program, ... */
	UNJUDGED_KERNEL = 2, /* ... of the kernel, ... */
	UNJUDGED_CUT = 4,    /* ... or where a stack dump ended */
	UNJUDGED_DUMPS = 8,  /* there were stack dumps */
	UNJUDGED_CPUS = 16,  /* processors were recorded */
	UNJUDGED_ROOTS = 32, /* the first frame of stacks is the process */
};

/* Zero-initialised: there is nothing to judge. */
struct unjudged {
	uint64_t counts[UNJUDGED_COUNTS];
	unsigned flags;
};

/* Adds what another input has. A sum that does not fit stays at its limit. */
void unjudged_add(struct unjudged *into, const struct unjudged *more);

/* Reads the comment, without its newline; false if it is another one, or malformed. */
bool unjudged_read(struct text line, struct unjudged *unjudged);

/* Appends the comment; nothing if there is nothing to judge. */
void unjudged_write(const struct unjudged *unjudged, struct buffer *text);

#endif
