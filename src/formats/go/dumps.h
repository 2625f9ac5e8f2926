/* Goroutines in the output of a panic and of net/http/pprof with debug=2, and
 * profiles of debug=1. */
#ifndef STACKFOLD_FORMATS_GO_DUMPS_H
#define STACKFOLD_FORMATS_GO_DUMPS_H

#include "formats/go/text.h"

extern const struct go_text go_goroutines, go_debug_profile;

#endif
