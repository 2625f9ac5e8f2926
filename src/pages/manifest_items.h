/* The lists in a manifest, as they are read: functions, changes, limits, inputs, notes. */
#ifndef STACKFOLD_PAGES_MANIFEST_ITEMS_H
#define STACKFOLD_PAGES_MANIFEST_ITEMS_H

#include "formats/json_shape.h"
#include "pages/benchmark.h"

struct manifest;

/* Growing lists of what the present benchmark has, before they move to its arena. */
#define MANIFEST_LIST(type)                                                                        \
	struct {                                                                                   \
		type *items;                                                                       \
		size_t count, capacity;                                                            \
	}

struct manifest_reading {
	struct manifest *manifest;
	struct benchmark *now; /* the one that is being read */
	bool generator;
	uint64_t form;
	MANIFEST_LIST(struct row_function) functions;
	MANIFEST_LIST(struct row_change) changes;
	MANIFEST_LIST(struct row_breach) breaches;
	MANIFEST_LIST(struct row_unchecked) unchecked;
	MANIFEST_LIST(struct page_run) runs;
	MANIFEST_LIST(struct page_note) notes;
};

/* Their forms; the context is the struct manifest_reading. */
extern const struct json_shape manifest_functions, manifest_changes, manifest_all, manifest_limits,
	manifest_unchecked, manifest_runs, manifest_notes;

#endif
