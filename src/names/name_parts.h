/* The parts of function names: what can be left out of them, so that what remains still says which
 * function it is. C++, Rust, Java, Go, JavaScript, Python and C.
 *
 * src/render/assets/modern/names.js does the same in the page, to labels that it fits anew; one
 * table of cases tests both. */
#ifndef STACKFOLD_NAMES_NAME_PARTS_H
#define STACKFOLD_NAMES_NAME_PARTS_H

#include <stddef.h>

/* From the least telling to the most. Brackets are matched, and those of operators are none. */
enum name_part {
	NAME_FOLDERS,   /* of a source file: `JS:*work /home/x/work.js:3` -> `JS:*work work.js:3` */
	NAME_SOURCE,    /* where the source is: -> `JS:*work`, `py::work:/x.py` -> `py::work`; but
	                   `JS:* work.js:3`, a function without a name, stays */
	NAME_SUFFIX,    /* of compilers and linkers: `f@@GLIBC_2.34`, `f.isra.0`, `f::h0123...` */
	NAME_ARGUMENTS, /* `a::f(int, char) const` -> `a::f` */
	NAME_TEMPLATES, /* `a<int>::f<b>` -> `a::f`, Go's `F[...]` -> `F` */
	NAME_TYPE,      /* that is returned: `void a::f` -> `a::f` */
	NAME_SCOPE,     /* the outermost: `a::b::f` -> `b::f`, `java.lang.String.f` ->
	                   `lang.String.f`, `github.com/a/b.(*T).f` -> `a/b.(*T).f` */
	NAME_PARTS,
};

/* The size of the name without marks (_[k]) and offsets (+0x1b) at its end. */
size_t name_bare_size(const char *name, size_t size);

/* Writes the name without that part to out, which has room for its size; returns the size of the
 * result. It is the same name if there is no such part. Marks and offsets stay at its end. Cost: a
 * few passes over the name, and over what is in brackets one more for each bracket around it, up to
 * 128. */
size_t name_without(enum name_part part, const char *name, size_t size, char *out);

enum { NAME_TEMPLATES_DEEPEST = 128 };

/* As NAME_TEMPLATES, but leaves out only what is nested that deep, 1 and more: with 2
 * `a<b<c>, d>::f` is `a<b, d>::f`. */
size_t name_without_templates(const char *name, size_t size, unsigned depth, char *out);

/* Where the name goes on after all its scopes that NAME_SCOPE would leave out one by one from its
 * beginning. */
size_t name_scopes_end(const char *name, size_t size);

#endif
