/* Which reader of a table reads an input: the one that the user names, or the one that is most
 * sure.
 */
#ifndef STACKFOLD_READ_BIDDING_H
#define STACKFOLD_READ_BIDDING_H

#include "base/buffer.h"
#include "read/reader.h"

/* The reader of that name, or NULL. */
const struct reader *bidding_named(reader_table *readers, const char *name);

/* The reader that bids most for an input with this head, or NULL if none bids. It may be one
 * that is not available. */
const struct reader *bidding_best(reader_table *readers, const struct head *head);

/* The reader for an input: the one of that name, or (NULL) the best one. STATUS_FAILED: there is
 * none, or it cannot read this input; the message lists the formats. */
enum status bidding_choose(reader_table *readers, const char *name, const struct input *input,
                           const struct head *head, const struct reader **reader,
                           struct error *err);

/* Appends the names of all readers, for messages: "perf-data, folded". */
void bidding_names(reader_table *readers, struct buffer *list);

#endif
