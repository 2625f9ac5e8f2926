/* Names as programmers wrote them. */
#ifndef STACKFOLD_SYMBOL_DEMANGLE_H
#define STACKFOLD_SYMBOL_DEMANGLE_H

#include <stdbool.h>

/* What perf shows for a mangled name: C++ without parameters ("std::vector<int>::push_back"), Rust
 * of both manglings without hashes, OCaml, and Java as JITs write it. NULL if the name is none
 * of these (it is shown as it is then), where it would become absurdly long, and without memory,
 * when *lacking is set to true. The caller frees. Any bytes may be given: the name comes from a
 * file. */
char *demangle(const char *name, bool *lacking);

#endif
