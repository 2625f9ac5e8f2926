/* Where perf is installed. */
#ifndef STACKFOLD_RECORD_PERF_H
#define STACKFOLD_RECORD_PERF_H

#include "base/status.h"

/* Where it is looked for. */
struct perf_places {
	const char *path;    /* folders separated by colons, as in PATH; NULL: none */
	const char *pattern; /* further files, as for glob; NULL: none. The latest version is tried
	                      * first: /usr/lib/linux-tools-6.8.0-40/perf before 6.8.0-31. */
};

/* Where distributions put perf. */
extern const struct perf_places perf_usual_places;

/* Finds the first perf that runs: *path is for the caller to free. A script in the place of perf,
 * such as Ubuntu's, which only says that perf for this kernel is missing, counts if it answers
 * --version. STATUS_FAILED with a message that says how to install perf on this system (by the file
 * that os-release(5) describes); STATUS_FATAL without memory. */
enum status perf_find(const struct perf_places *places, const char *os_release, char **path,
                      struct error *err);

#endif
