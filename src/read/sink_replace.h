/* Replaces frames in all the stacks that a sink holds: names that are known only at the end. */
#ifndef STACKFOLD_READ_SINK_REPLACE_H
#define STACKFOLD_READ_SINK_REPLACE_H

#include "read/sink.h"

/* Puts other frames in the place of each frame that with[id] is set for: with[id] is their number,
 * then their ids, root first. Stacks that become equal are added up. Ids from `count` on stay.
 * Fails without memory, or where a sum does not fit. */
enum status sink_replace(struct sink *sink, const uint32_t *const *with, size_t count,
                         struct error *err);

#endif
