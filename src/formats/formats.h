/* The table of input formats, for read_inputs. */
#ifndef STACKFOLD_FORMATS_FORMATS_H
#define STACKFOLD_FORMATS_FORMATS_H

#include "read/reader.h"

extern reader_table formats[]; /* ends with NULL */

#endif
