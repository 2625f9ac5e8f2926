/* Which inputs are runs of one benchmark. */
#ifndef STACKFOLD_PAGES_GROUPING_H
#define STACKFOLD_PAGES_GROUPING_H

#include "pages/inputs.h"
#include "pages/naming.h"

/* A benchmark: its inputs, in the order in which they were given, and its names. */
struct page_group {
	const char *name; /* bytes of paths */
	size_t name_size;
	const char *shown; /* the same in valid UTF-8 without control characters; no two are the
	                      same */
	const char *file;  /* by naming_file; no two are the same */
	const struct page_input **inputs;
	size_t count;
};

/* In the order of the names' bytes. Zero-initialised: none. */
struct page_groups {
	struct page_group *items;
	size_t count;
	struct arena arena;
};

/* Groups inputs, which must stay. Inputs that have one name belong together where naming or the
 * user makes it so; if only their endings differed, these become part of the names.
 * STATUS_FATAL without memory; page_groups_free in any case. */
enum status page_groups_make(const struct page_inputs *inputs, const struct naming *naming,
                             struct page_groups *groups, struct error *err);
void page_groups_free(struct page_groups *groups);

#endif
