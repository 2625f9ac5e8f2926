/* One HTML page with everything that flame shows: pictures with their scripts, functions, changes,
 * advice. It loads nothing from elsewhere. */
#ifndef STACKFOLD_TOOLS_PAGE_H
#define STACKFOLD_TOOLS_PAGE_H

#include "base/buffer.h"
#include "base/status.h"
#include "store/profile.h"

/* A picture or a list; without text it is left out. */
struct page_part {
	const char *heading;
	bool picture;       /* an SVG document; otherwise plain text */
	struct buffer text; /* the caller's */
};

struct page {
	const char *title;         /* "flame: sort" */
	const char *recorded;      /* how; NULL: not known */
	const struct facts *facts; /* whose advice is shown */
	struct page_part *parts;   /* in their order */
	size_t part_count;
};

/* Writes a page to a file, completely or not at all. */
enum status page_write(const struct page *page, const char *path, struct error *err);

/* A function for output_open_function, whose context is a struct buffer. */
int page_gather(void *buffer, const void *bytes, size_t size);

#endif
