/* Bundles: archives of the files that name the frames of recordings, so that another machine can do
 * so. Extracted into a folder, a bundle is used as it is by --buildid-dir=FOLDER:
 *
 *     .build-id/4a/0c9e.../elf        a program, a library, a module of the kernel, vmlinux
 *     .build-id/4a/0c9e.../debug      its debug information, if that is elsewhere
 *     .build-id/4a/0c9e.../vdso       the kernel's page in each process
 *     .build-id/4a/0c9e.../kallsyms   the kernel's symbols
 *     usr/bin/sort                    what the recording has no build ID of: for --symfs=FOLDER
 *     tmp/perf-12.map                 names of JIT-compiled code, likewise
 */
#ifndef STACKFOLD_SYMBOL_BUNDLE_H
#define STACKFOLD_SYMBOL_BUNDLE_H

#include "base/status.h"
#include "symbol/module.h"

struct bundle;

/* Begins a bundle, as tarball_open. */
enum status bundle_open(const char *path, struct bundle **bundle, struct error *err);

/* Adds the files of a module that is loaded, unless the bundle has them; `holder` is the module
 * that has its files, maybe itself; its lock is held. *found: there were any. */
enum status bundle_add(struct bundle *bundle, const struct module *module, struct module *holder,
                       bool *found, struct error *err);

/* How many files were added. */
size_t bundle_files(const struct bundle *bundle);

/* Ends it, as tarball_close. */
enum status bundle_close(struct bundle *bundle, enum status status, struct error *err);

#endif
