/* drop_frames and keep_frames of a pprof profile: patterns of functions whose calls
 * are left out. */
#ifndef STACKFOLD_FORMATS_PPROF_PRUNE_H
#define STACKFOLD_FORMATS_PPROF_PRUNE_H

#include "formats/pprof/tables.h"

enum {
	PPROF_PRUNE = 1, /* a location and its callees are left out */
	PPROF_PRUNE_BENEATH =
		2, /* its callees are left out, and inlined calls in it were removed */
};

/* Compiles the patterns, texts of these rows (0: none). A pattern that is not a regular expression
 * is noted and not used. */
enum status pprof_prune_open(struct pprof_tables *tables, uint64_t drop, uint64_t keep,
                             struct error *err);

/* The number of these locations, leaf first, that are left out at the leaf's end. As in pprof,
 * patterns apply only after the first location, from the root, that they do not match. */
enum status pprof_prune(struct pprof_tables *tables, const size_t *locations, size_t depth,
                        size_t *pruned, struct error *err);

#endif
