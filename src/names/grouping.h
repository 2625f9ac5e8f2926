/* The groups that frames belong to: their module, package, namespace, source file or category, for
 * --group-by.
 *
 *     module      the file that the code is in, if it is known; otherwise the module that the name
 * shows (names/module.h) package     of Java the package, of Go the import path, of Rust the crate,
 * of Python the top package, of JavaScript the one of npm namespace   the scope around the
 * function: of C++ and Rust the path, of Java the class file        the source file where the name
 * has one; else the module category    kernel, inlined, jit, ...: see grouping_categories */
#ifndef STACKFOLD_NAMES_GROUPING_H
#define STACKFOLD_NAMES_GROUPING_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"
#include "store/origins.h"

#include <stdbool.h>

enum group_by {
	GROUP_BY_MODULE,
	GROUP_BY_PACKAGE,
	GROUP_BY_NAMESPACE,
	GROUP_BY_FILE,
	GROUP_BY_CATEGORY,
	GROUPINGS,
};

/* By enum group_by: the word that stands for it, and what it does, for --help. */
struct grouping_info {
	const char *name, *help;
};

extern const struct grouping_info groupings[GROUPINGS];

/* Takes "module", ... STATUS_FAILED with a message that lists the words. */
enum status grouping_parse(const char *text, enum group_by *by, struct error *err);

/* Replaces the contents of out by the name of the group; returns false if the frame has none, and
 * out is then the frame's own name. module: as origins_module has it, size 0: not known; kinds: of
 * the frame's origin, 0: not known. A group's name is never empty and holds no
 * ';' or newline unless name or module do. Without memory, out->failed is set. Cost: a few
 * passes over the name. */
bool grouping_name(enum group_by by, struct text name, unsigned kinds, struct text module,
                   struct buffer *out);

#endif
