/* Attributes of functions for the picture (--nameattr): lines of
 * `function<TAB>key=value<TAB>key=value...`, the keys id, class, href, target, title, g_extra and
 * a_extra. A value may stand in double quotes. */
#ifndef STACKFOLD_RENDER_ATTRIBUTES_H
#define STACKFOLD_RENDER_ATTRIBUTES_H

#include "base/status.h"

#include <stddef.h>

struct attributes; /* functions by name */

/* One more attribute of a frame's element, as the user named it. */
struct attribute_extra {
	const char *name, *value;
	const struct attribute_extra *next; /* NULL: it is the last */
};

/* One function's, checked on reading; NULL if not given. Texts are raw; href has the scheme
 * http, https or mailto or is relative. The names of extras are not event handlers (on...), href or
 * an attribute that is written anyway, and each occurs once. */
struct attribute_set {
	const char *id, *class_name, *href, *target, *title;
	const struct attribute_extra *group_extra, *link_extra;
};

/* STATUS_FAILED with path:line and what is wrong. A function that is named twice has the attributes
 * of both lines; of different values the later one counts. */
enum status attributes_read(const char *path, struct attributes **attributes, struct error *err);
const struct attribute_set *attributes_find(const struct attributes *attributes, const char *name,
                                            size_t size); /* NULL if there are none */
void attributes_free(struct attributes *attributes);

#endif
