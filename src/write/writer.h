/* What a writer is: a format of output, in a row of a table. A format is a file that defines
 * `const struct writer writer_NAME`, and a row in writers.c. */
#ifndef STACKFOLD_WRITE_WRITER_H
#define STACKFOLD_WRITE_WRITER_H

#include "base/output.h"
#include "base/status.h"
#include "store/profile.h"

#include <stdbool.h>
#include <stdint.h>

struct writer {
	const char *name;    /* as --to names it: "pprof" */
	const char *endings; /* of file names that choose it: ".pb.gz .pprof"; the first is that of
	                        files that stackfold names */
	bool available;      /* false: the library it needs was missing at build time */
	bool samples; /* read the profile with its samples, and without root frames for processes:
	                 the format has its own threads */
	bool gzip;    /* always compressed; other formats only if the file's name ends in .gz */

	/* Writes a profile with one column of weights, after profile_fit: its samples if it has
	 * any, otherwise its stacks. Memory depends on the distinct names and stacks of the
	 * profile, not on the size of the output. STATUS_FAILED if the format cannot hold a value,
	 * STATUS_FATAL without memory; a failed write is reported when the output is closed. */
	enum status (*write)(const struct profile *profile, bool plain, struct output *output,
	                     struct error *err);
};

/* A table of writers ends with NULL. */
typedef const struct writer *const writer_table;

#endif
