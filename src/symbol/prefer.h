/* Which of two symbols at one address perf keeps. */
#ifndef STACKFOLD_SYMBOL_PREFER_H
#define STACKFOLD_SYMBOL_PREFER_H

#include "symbol/entry.h"

#include <stdatomic.h>
#include <stdbool.h>

/* How names are shown, as the preference looks at what is shown. */
struct symbol_naming {
	bool demangle; /* names may be C++, Rust, OCaml or Java ones */
	atomic_bool
		*incomplete; /* set where memory runs out: the name counts as it is in the file */
};

/* Whether perf keeps a, not b, of two symbols at one address. */
bool symbol_prefers(const struct symbol_naming *naming, const struct symbol *a,
                    const struct symbol *b);

#endif
