/* Goroutines, as a panic and net/http/pprof's debug=2 print them, and profiles of debug=1. */
#ifndef STACKFOLD_FORMATS_GO_DUMPS_H
#define STACKFOLD_FORMATS_GO_DUMPS_H

#include "formats/go/text.h"

extern const struct go_text go_goroutines, go_debug_profile;

#endif
