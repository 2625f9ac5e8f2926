/* Output of `go tool pprof -traces`. */
#ifndef STACKFOLD_FORMATS_GO_TRACES_H
#define STACKFOLD_FORMATS_GO_TRACES_H

#include "formats/go/text.h"

extern const struct go_text go_traces;

#endif
