/* Reading the manifest of an earlier report. */
#ifndef STACKFOLD_PAGES_MANIFEST_READ_H
#define STACKFOLD_PAGES_MANIFEST_READ_H

#include "base/status.h"
#include "pages/benchmark.h"

struct manifest {
	struct benchmark *items;
	size_t count, capacity;
	char *folder; /* that has the manifest */
};

/* Reads the manifest at a path: the file, or the folder that has it. Names of files are checked:
 * all are below that folder. STATUS_FAILED with a message where it is not a manifest of this form,
 * STATUS_FATAL without memory; manifest_free in any case. */
enum status manifest_read(const char *path, struct manifest *manifest, struct error *err);
void manifest_free(struct manifest *manifest);

/* The benchmark of that name, as it is shown; NULL: there is none. */
const struct benchmark *manifest_find(const struct manifest *manifest, const char *name);

#endif
