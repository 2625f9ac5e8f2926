/* The page of a benchmark. */
#ifndef STACKFOLD_PAGES_PROFILE_PAGE_H
#define STACKFOLD_PAGES_PROFILE_PAGE_H

#include "pages/changes.h"
#include "report/ranking.h"

struct profile_page {
	const struct benchmark *benchmark;
	const char *title;                    /* of the report */
	const struct ranking *tops[MEASURES]; /* functions by self and total; NULL: none */
	const char *hues; /* of differences, as --diff-colors names them; NULL: the usual ones */
	const struct changes *changes; /* NULL: nothing was compared */
};

/* Writes FOLDER/index.html. STATUS_FATAL where that fails. */
enum status profile_page_write(const struct profile_page *page, const char *folder,
                               struct error *err);

#endif
