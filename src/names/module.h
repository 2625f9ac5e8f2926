/* Which module or package a frame belongs to, as its name shows. */
#ifndef STACKFOLD_NAMES_MODULE_H
#define STACKFOLD_NAMES_MODULE_H

#include <stdbool.h>
#include <stddef.h>

/* A frame's name, annotations such as _[k] included. */
struct name {
	const char *text;
	size_t size;
};

/* The module's name, most often a part of the frame's; size 0 if the name shows none, as the
 * names of C functions do. Annotations but _[k] do not matter. For example:
 *
 *     tcp_sendmsg_[k]                      kernel
 *     [libc.so.6]                          libc.so.6
 *     genunix`kmem_alloc                   genunix
 *     std::sort<int*, less>                std        (C++, Rust, Perl: the first component)
 *     <alloc::vec::Vec<T> as Drop>::drop   alloc
 *     net/http.(*Client).Do                net/http   (Go)
 *     java/util/HashMap.get                java/util  (so are Ljava/util/HashMap;::get ...)
 *     int java.util.HashMap.hash           java.util
 *     JS:~run /srv/app/run.js:12:3         /srv/app/run.js
 *     JS:~get /srv/node_modules/qs/x.js:1  qs
 *     JS:~load node:internal/modules:7     node:internal
 *     Builtins_ArrayMap                    v8
 */
struct name module_of(struct name name);

/* The same if the file that the code is in is known, such as libc.so.6 (size 0: it is not), and
 * whether that is the kernel. The file decides; for the kernel's own code it is "kernel". Only in a
 * program's own file, which may hold many packages, the name decides first. */
struct name module_known(struct name name, struct name file, bool kernel);

/* A hash of a module's name, the same on every machine; '/' counts as '.'. */
unsigned module_hash(struct name module);

#endif
