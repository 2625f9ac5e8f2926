/* The readers there are, one file each. */
#ifndef STACKFOLD_READ_FORMATS_H
#define STACKFOLD_READ_FORMATS_H

#include "read/read.h"

extern const struct reader reader_perf_data;
extern const struct reader reader_perf_script;
extern const struct reader reader_folded;

#endif
