/* The demangled form of mangled names: _ZN..., _RNv.... */
#ifndef STACKFOLD_NAMES_NAME_DEMANGLED_H
#define STACKFOLD_NAMES_NAME_DEMANGLED_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

struct name_demangled {
	struct text name; /* the name that was given, or in memory */
	struct buffer memory;
};

/* A mark after the name, _[k], stays there. A name that is not mangled, that the
 * build cannot demangle, or that would have a ';' or newline stays as it is; *lacking is set
 * without memory. */
struct name_demangled name_demangled(struct text name, bool *lacking);

void name_demangled_free(struct name_demangled *demangled);

#endif
