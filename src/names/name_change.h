/* Names of functions in other forms, so that frames that differ only in what a form leaves out
 * become one:
 *
 *     no-args          void a::f<int>(int) const        -> a::f<int>
 *     no-templates     void a::f<int>(int) const        -> a::f
 *     no-templates:2   a::g<b<int>, c>(int)             -> a::g<b, c>
 *     base             void a::f<int>(int) const        -> f
 *     java-short       Ljava/util/HashMap:::get         -> HashMap.get
 *                      com.a.B$$Lambda$14/0x0123.run    -> B$$Lambda.run
 *     go-short         github.com/a/b.(*T).f            -> b.(*T).f
 *     no-hash          a::f::h0123456789abcdef          -> a::f
 *                      f.isra.0                         -> f
 *
 * Mangled names (_ZN..., _RNv...) are demangled first, if the build can do that; "full" changes
 * nothing. A mark at the end, _[k], stays there, and so do offsets, +0x1b. Names whose brackets do
 * not balance stay as they are, and so does a name of which nothing would be left. */
#ifndef STACKFOLD_NAMES_NAME_CHANGE_H
#define STACKFOLD_NAMES_NAME_CHANGE_H

#include "base/buffer.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

enum name_change_form {
	NAMES_FULL,
	NAMES_NO_ARGS,
	NAMES_NO_TEMPLATES,
	NAMES_BASE,
	NAMES_JAVA_SHORT,
	NAMES_GO_SHORT,
	NAMES_NO_HASH,
	NAME_CHANGE_FORMS,
};

/* By enum name_change_form: the word that stands for it, and what it does, for --help. */
struct name_change_info {
	const char *name, *help;
};

extern const struct name_change_info name_change_forms[NAME_CHANGE_FORMS];

struct name_change {
	enum name_change_form form;
	unsigned depth; /* NAMES_NO_TEMPLATES: from which nesting on arguments are left out, 1: all
	                 */
};

/* Takes "no-args", "no-templates:2". STATUS_FAILED with a message that lists the forms. */
enum status name_change_parse(const char *text, struct name_change *change, struct error *err);

/* Replaces the contents of out by the changed name; returns whether it differs. The result is empty
 * only if the name was empty; a ';' or newline is never added; a second call changes nothing.
 * Without memory, out->failed is set. Cost: a few passes over any name. */
bool name_change(const struct name_change *change, struct text name, struct buffer *out);

#endif
