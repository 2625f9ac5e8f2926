/* What kind of code a frame is, for --group-by category. The first that fits, from the top:
 *
 *     idle        waiting for work: do_idle, (idle)
 *     kernel      the kernel, its modules and BPF programs
 *     gc          collecting garbage: Go, JVMs, V8, Python, .NET
 *     compiler    compiling at run time: C1, C2, TurboFan
 *     runtime     runtime systems and interpreters: libjvm.so, node, python, Go's runtime
 *     library     shared libraries, standard libraries, installed packages
 *     jit         compiled at run time
 *     inlined     calls that the compiler inlined
 *     unknown     without a name
 *     user        all others: the program itself
 */
#ifndef STACKFOLD_NAMES_CATEGORIES_H
#define STACKFOLD_NAMES_CATEGORIES_H

#include "base/text.h"
#include "names/name_language.h"

enum category {
	CATEGORY_IDLE,
	CATEGORY_KERNEL,
	CATEGORY_GC,
	CATEGORY_COMPILER,
	CATEGORY_RUNTIME,
	CATEGORY_LIBRARY,
	CATEGORY_JIT,
	CATEGORY_INLINED,
	CATEGORY_UNKNOWN,
	CATEGORY_USER,
	CATEGORIES,
};

extern const char *const category_names[CATEGORIES];

/* name: without marks; mark: the letter of the mark that it had, 0: none; kinds: ORIGIN_*; module:
 * size 0 where it is not known. */
enum category category_of(struct text name, char mark, unsigned kinds, struct text module);

#endif
