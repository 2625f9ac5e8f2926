/* Two files of folded text compared without keeping them, where both are sorted, as fold-stacks
 * writes them: a sort-merge join. What is written is what reading both into profiles, pairing and
 * writing them would, in a fraction of the time and in memory that does not grow.
 *
 * Both files are gone through twice: first to see that they are sorted and plain, then to write. */
#ifndef STACKFOLD_READ_SORTED_JOIN_H
#define STACKFOLD_READ_SORTED_JOIN_H

#include "base/output.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What became of it. */
struct sorted_join {
	bool joined;        /* false: the files are not of that kind, and nothing was written */
	uint64_t stacks[2]; /* that each has */
};

/* Writes "STACK BEFORE AFTER" for every stack of the files before and after, sorted, 0 where one
 * lacks it. Both must be uncompressed files of lines "STACK COUNT", each with one whole count, sorted
 * by the bytes of their stacks, none twice, without comments, and the counts of each must add up to
 * something that 64 bits hold. The result is the same for any number of threads.
 * STATUS_FAILED: a file cannot be opened or read, or changed meanwhile; STATUS_FATAL without
 * memory. Cost: the files are read twice and compared, half of it on each of two threads. */
enum status sorted_join(const char *const paths[2], unsigned threads, struct output *output,
                        struct sorted_join *join, struct error *err);

#endif
