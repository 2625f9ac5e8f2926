/* The frame that stands for the process at the root of its stacks. */
#ifndef STACKFOLD_READ_SINK_ROOT_H
#define STACKFOLD_READ_SINK_ROOT_H

#include "read/sink.h"

/* The root frame for a process according to the options; FRAME_NONE: the options want none, or the
 * process is not known. *failed is set without memory. */
uint32_t sink_root(struct sink *sink, const struct process *process, bool *failed);

#endif
