/* Adds up sorted folded texts as streams, in memory that follows the longest line. The result is
 * the same as if they were read into a profile and written.
 *
 * "Sorted" is the order in which profiles are written: by the bytes of the stacks. Inputs may be
 * compressed, and pipes. If there are more of them than may be open at a time, runs of them are
 * merged into a temporary file first. The merged lines wait in a temporary file if they are many,
 * because the comments before them depend on all inputs, and because nothing is written if an input
 * turns out to be damaged. */
#ifndef STACKFOLD_JOIN_SORTED_MERGE_H
#define STACKFOLD_JOIN_SORTED_MERGE_H

#include "base/output.h"
#include "base/status.h"
#include "read/account.h"
#include "read/begun.h"
#include "read/options.h"
#include "read/reader.h"
#include "store/profile.h"

struct reduction; /* in reduction.h */
struct sorted_merge;

/* Whether inputs may be so large, or are of unknown size, that merging them is worth it; reduces:
 * for a reduction. sorted_merge_run finds out. */
bool sorted_merge_suits(const char *const *paths, size_t count, bool reduces);

/* Merges the inputs, which are opened and read. *done: whether that was possible. If not, because
 * an input is not sorted folded text, or has lines that are not plain (sorted_block.h), or a sum
 * does not fit 64 bits, sorted_merge_inputs says what is to be read into a profile in place of the
 * inputs. STATUS_FAILED: an input cannot be opened, is damaged, or has another unit or another
 * number of columns than one before; the message names the files. STATUS_FATAL: no memory, or a
 * temporary file failed. sorted_merge_close must follow.
 *
 * A reduction gets the result in place of sorted_merge_write. If it refuses the result, or turns
 * out not to be of use, sorted_merge_inputs says what to read, too: for inputs that can be read
 * once only, the result waits for that as if it were to be written. */
enum status sorted_merge_run(reader_table *readers, const char *const *paths, size_t count,
                             const struct read_options *options, struct reduction *reduction,
                             struct sorted_merge **merge, bool *done, struct error *err);

/* If merging was not possible, or a reduction is of no use: the inputs for read_inputs, *count of
 * them, with what was read of them before in options->begun, and after them texts that were made of
 * them (options->begun_texts). Valid until sorted_merge_close. NULL without memory. */
const char *const *sorted_merge_inputs(struct sorted_merge *merge, size_t *count,
                                       struct read_options *options);

/* If it was: what was read, what is known of it, and what stands for the result: a profile whose
 * facts are those of the result and whose stacks add up to its weight. The profile is the merge's.
 */
enum status sorted_merge_conclude(struct sorted_merge *merge, struct read_account *account,
                                  const struct profile **profile, struct error *err);

/* After that, moves what is known of the result to a profile of its stacks, or of a reduction. */
enum status sorted_merge_describe(struct sorted_merge *merge, struct profile *profile,
                                  struct error *err);

/* How many stacks the result has. */
uint64_t sorted_merge_stacks(const struct sorted_merge *merge);

/* Writes the result after sorted_merge_conclude. */
enum status sorted_merge_write(struct sorted_merge *merge, bool plain, struct output *output,
                               struct error *err);

void sorted_merge_close(struct sorted_merge *merge); /* NULL is fine */

#endif
