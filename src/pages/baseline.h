/* What a report is compared with: an earlier report, or a folder of profiles. */
#ifndef STACKFOLD_PAGES_BASELINE_H
#define STACKFOLD_PAGES_BASELINE_H

#include "pages/grouping.h"
#include "pages/manifest_read.h"

/* A benchmark before. */
struct baseline_item {
	const char *name;         /* as it is shown */
	const char *const *paths; /* of its runs */
	size_t count;
	const char *file; /* for files' names */
	const char *why;  /* it cannot be used; NULL: it can */
	bool used;        /* a benchmark is compared with it */
};

struct baseline {
	struct baseline_item *items; /* in the order of names */
	size_t count;
	struct manifest manifest;
	struct page_inputs inputs;
	struct page_groups groups;
	struct arena arena;
};

/* Opens a report's folder, a manifest, or a folder of profiles, which are named as `naming` says.
 * STATUS_FAILED with a message where it is none of these, STATUS_FATAL without memory;
 * baseline_free in any case. */
enum status baseline_open(const char *path, const struct naming *naming, struct baseline *baseline,
                          struct error *err);
void baseline_free(struct baseline *baseline);

/* The benchmark of that name; or else the only one whose name has the same end, from a "/" on;
 * NULL: there is none. */
struct baseline_item *baseline_find(const struct baseline *baseline, const char *name);

#endif
