/* In which language a function was written, as its name shows. */
#ifndef STACKFOLD_NAMES_NAME_LANGUAGE_H
#define STACKFOLD_NAMES_NAME_LANGUAGE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

enum name_language {
	NAME_PLAIN,  /* shows none: C, assembler, processes and threads */
	NAME_CPP,    /* a::b<c>::f(int), and others that write names so, as .NET */
	NAME_RUST,   /* <a::B as c::D>::f, a::f::{{closure}}, core::..., alloc::... */
	NAME_JAVA,   /* a.b.C.f, a/b/C.f, La/b/C;::f and La/b/C:::f; C.f */
	NAME_GO,     /* a/b.(*T).f, a.F[...], main.f */
	NAME_JS,     /* JS:*f x.js:1:2, LazyCompile:~f x.js:1, f node:fs:1 */
	NAME_PYTHON, /* py::f:/x.py, f (x.py:1) */
	NAME_SCRIPT, /* f (x.rb:1): Ruby, PHP, Perl, Lua */
	NAME_OBJC,   /* -[A f:] */
	NAME_FILE,   /* not a function: [libc.so.6], [unknown], a path */
};

/* The name is without marks at its end (name_bare_size) and demangled. Cost: a few passes over the
 * name. */
enum name_language name_language_of(struct text name);

/* Whether a function of Go is one of its standard library: net/http.(*Client).Do. */
bool name_is_go_standard(struct text name);

/* Where the name begins after a module, as DTrace and Windows write it: genunix`f, ntdll!f; 0:
 * there is no module. */
size_t name_module_end(struct text name);

/* Where the blank or the colon is before the place in the source, as name_source.h has it, and also
 * before "(x.py:12)"; the size where none is said. */
size_t name_place(struct text name);

#endif
