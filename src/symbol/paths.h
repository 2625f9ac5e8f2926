/* Where a module's files may be: beside it, in the build-id cache, among debug packages. */
#ifndef STACKFOLD_SYMBOL_PATHS_H
#define STACKFOLD_SYMBOL_PATHS_H

#include "symbol/types.h"

#include <stddef.h>
#include <stdint.h>

/* The longest path that is made; files with longer paths count as missing. */
enum { PATH_MOST = 4096 };

/* In the order in which perf looks for symbols. */
enum path_kind {
	PATH_DEBUGLINK,        /* named by the file itself: in its folder, */
	PATH_DEBUGLINK_BELOW,  /* in .debug/ there, */
	PATH_DEBUGLINK_GLOBAL, /* and below /usr/lib/debug, or --debug-dir */
	PATH_CACHE,            /* ~/.debug/.build-id/12/345.../elf (or vdso, or kallsyms) */
	PATH_CACHE_DEBUG,      /* debug beside it */
	PATH_FEDORA,           /* /usr/lib/debug/usr/bin/x.debug */
	PATH_UBUNTU,           /* /usr/lib/debug/usr/bin/x */
	PATH_BUILD_ID,         /* /usr/lib/debug/.build-id/12/345....debug */
	PATH_SYSTEM,           /* the file itself */
	PATH_CONTAINER,        /* the same as the process sees it: /proc/PID/root/... */
	PATH_OPENEMBEDDED,     /* .debug/x in its folder */
	PATH_KINDS,
};

struct path_names {
	const struct symbol_options *options;
	const char *path;      /* of the module, as recorded */
	const char *debuglink; /* the name in its .gnu_debuglink; NULL: none */
	const char *cached;    /* the file's name in the cache: "elf", "vdso", "kallsyms" */
	const uint8_t *build_id;
	size_t build_id_size;
	uint32_t pid;
};

/* Makes a path; false if this module has none of that kind, or it is too long. */
bool path_make(const struct path_names *names, enum path_kind kind, char path[PATH_MOST]);

/* A path below --symfs; false when too long. */
bool path_below_symfs(const struct symbol_options *options, const char *path, char made[PATH_MOST]);

/* A path below the folder of debug files, --debug-dir; false when too long. */
bool path_below_debug(const struct symbol_options *options, const char *path, char made[PATH_MOST]);

/* Whether a path has the component "..". */
bool path_leads_upwards(const char *path);

bool path_is_file(const char *path); /* a regular one */

/* What a process that still runs is called in its own pid namespace, as the kernel says in its
 * status ("NStgid:", the last number): programs in containers use it in names of files. 0: it does
 * not run, or its status is not readable. */
uint32_t pid_in_namespace(uint32_t pid);

#endif
