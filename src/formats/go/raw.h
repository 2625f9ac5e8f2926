/* Output of `go tool pprof -raw`. */
#ifndef STACKFOLD_FORMATS_GO_RAW_H
#define STACKFOLD_FORMATS_GO_RAW_H

#include "formats/go/text.h"

extern const struct go_text go_raw;

#endif
