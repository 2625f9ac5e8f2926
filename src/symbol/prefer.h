/* Which of two symbols at one address perf keeps. */
#ifndef STACKFOLD_SYMBOL_PREFER_H
#define STACKFOLD_SYMBOL_PREFER_H

#include "symbol/entry.h"

#include <stdatomic.h>
#include <stdbool.h>

/* How names are shown, because the preference depends on that. */
struct symbol_naming {
	bool demangle;           /* names may be C++, Rust, OCaml or Java ones */
	atomic_bool *incomplete; /* set if memory runs out: then the name in the file counts */
};

/* Whether perf keeps a rather than b, of two symbols at one address. */
bool symbol_prefers(const struct symbol_naming *naming, const struct symbol *a,
                    const struct symbol *b);

#endif
