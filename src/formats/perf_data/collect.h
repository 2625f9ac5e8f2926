/* The files of a recording that a bundle gets: those of all modules with frames. */
#ifndef STACKFOLD_READ_PERF_DATA_COLLECT_H
#define STACKFOLD_READ_PERF_DATA_COLLECT_H

#include "formats/perf_data/addresses.h"
#include "symbol/bundle.h"

/* Adds them, in the order in which the recording has the modules. Warns of files that are missing.
 * Call it when all samples have their frames. */
enum status collect_files(const struct addresses *addresses, struct bundle *bundle,
                          const char *input, struct error *err);

/* Notes how many places in modules were kept without a name. */
void collect_note_kept(const struct addresses *addresses, const char *input);

#endif
