/* Short names of Java's and Go's functions, and names without what differs from run to run. Each
 * function writes to out, which has room for the name's size, and returns the size of what it
 * wrote. Cost: a pass or two over the name. */
#ifndef STACKFOLD_NAMES_NAME_SHORT_H
#define STACKFOLD_NAMES_NAME_SHORT_H

#include "base/text.h"

#include <stddef.h>

/* Without the numbers and addresses that a JVM gives to classes that it makes at run time:
 *
 *     a.B$$Lambda$14/0x0000000800066840.run     a.B$$Lambda.run
 *     jdk.proxy2.$Proxy12.get                   jdk.proxy.$Proxy.get
 *     a.B$$EnhancerBySpringCGLIB$$1f2e.get      a.B$$EnhancerBySpringCGLIB.get
 */
size_t name_short_made(struct text name, char *out);

/* A name of Java with points, without modules, and without what name_short_made leaves out:
 * Ljava/util/HashMap:::get -> java.util.HashMap.get. */
size_t name_short_dotted(struct text name, char *out);

/* Class and method of a name of Java without arguments, Class.method: without modules, packages
 * and what name_short_made leaves out. */
size_t name_short_java(struct text name, char *out);

/* Without the folders of Go's import paths, wherever they stand: a package is what a program calls
 * it, without "v2" of its path: github.com/a/b/v2.(*T).f -> b.(*T).f. */
size_t name_short_go(struct text name, char *out);

/* Without the hashes that Rust puts after crates: core[846817f741e54dfd]::f -> core::f. */
size_t name_short_rust(struct text name, char *out);

#endif
