/* Compares two files of folded text without keeping them, if both are sorted, as fold-stacks writes
 * them: a sort-merge join. The output is the same as if both were read into profiles, paired and
 * written, in a fraction of the time. Memory does not grow with the files, except by 16 bytes for
 * each line if weights are kept to be scaled.
 *
 * Both files are read twice: first to check that they are sorted and plain, then to write. */
#ifndef STACKFOLD_JOIN_SORTED_JOIN_H
#define STACKFOLD_JOIN_SORTED_JOIN_H

#include "base/output.h"
#include "base/status.h"
#include "read/reader.h"
#include "store/facts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Two files side by side, after the first pass. */
struct sorted_join;

/* Goes through the inputs before and after. *joined: whether they are of the kind that can be
 * joined: files, or large pipes, which are copied into temporary files; likewise files that are
 * compressed and large. They must have lines "STACK COUNT", each with one whole count, sorted by
 * the bytes of their stacks, none twice, with comments only before and after them, and the counts
 * of each must add up to something above 0 that 64 bits hold. The readers say by their bids whether
 * an input is folded text. If they are not of this kind, sorted_join_give says what to read
 * instead. paths stay the caller's, until sorted_join_close, which must follow. With keep_weights
 * all weights are kept for sorted_join_weights, 16 bytes for each line. STATUS_FAILED: an input
 * cannot be opened, read or copied; STATUS_FATAL without memory. Cost: the files are read and
 * compared, half of it on each of two threads. */
enum status sorted_join_open(reader_table *readers, const char *const paths[2], unsigned threads,
                             bool keep_weights, struct sorted_join **join, bool *joined,
                             struct error *err);

/* If they cannot be joined: input 0 or 1 as read_inputs can read it, from its beginning. */
void sorted_join_give(struct sorted_join *join, int side, struct read_begun *begun);

/* Whether a root frame has a weight above 0 in both files. Cost: at most as opening, where no stack
 * does. STATUS_FATAL without memory. */
enum status sorted_join_common_roots(const struct sorted_join *join, bool *common,
                                     struct error *err);

/* How many stacks file 0 or 1 has. */
uint64_t sorted_join_stacks(const struct sorted_join *join, int side);

/* The sum of file 0 or 1, and what its comments say; its frames are known by codes only. */
uint64_t sorted_join_total(const struct sorted_join *join, int side);
const struct facts *sorted_join_facts(const struct sorted_join *join, int side);

/* The weights before and after of each line that will be written, two by two, 0 where a file lacks
 * the stack; *count: of how many lines. The join's. */
const uint64_t *sorted_join_weights(const struct sorted_join *join, size_t *count);

/* Writes "STACK BEFORE AFTER" for every stack of both files, sorted, with comments that say the
 * facts (NULL: none). weights: those to be written
 * instead of those read, in units of 10^-places, in the same order, or NULL. Once only. The result
 * is the same for any number of threads. STATUS_FAILED: a file changed meanwhile; STATUS_FATAL
 * without memory. Cost: as opening. */
enum status sorted_join_write(struct sorted_join *join, const struct facts *facts,
                              const uint64_t *weights, unsigned places, struct output *output,
                              struct error *err);

void sorted_join_close(struct sorted_join *join); /* NULL is fine */

#endif
