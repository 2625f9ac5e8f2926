/* From the rows of a pprof profile to the sink, after the whole profile was read. */
#ifndef STACKFOLD_FORMATS_PPROF_PUT_H
#define STACKFOLD_FORMATS_PPROF_PUT_H

#include "formats/pprof/samples.h"

/* Puts all samples into the sink. `bytes` is the size of the profile, which limits its stacks. */
enum status pprof_put_samples(struct pprof_samples *samples, struct pprof_tables *tables,
                              const struct pprof_types *types, uint64_t bytes, struct error *err);

#endif
