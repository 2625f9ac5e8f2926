/* Reads the input at hand into the workers' sinks: as a whole, or in pieces on several threads. */
#ifndef STACKFOLD_READ_WORKERS_H
#define STACKFOLD_READ_WORKERS_H

#include "read/reading.h"

/* Worker i for the input at hand, made when first needed. Those after the first know the event that
 * counts by default as far as the first worker has found it. */
struct worker *workers_get(struct reading *reading, unsigned i);

/* Reads the input at hand, whose reader is chosen. The message names the line if that is known. */
enum status workers_read(struct reading *reading, struct error *err);

#endif
