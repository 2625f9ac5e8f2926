/* The lists of changes that reports show. */
#ifndef STACKFOLD_REPORT_LISTS_H
#define STACKFOLD_REPORT_LISTS_H

#include "report/format.h"

enum { REPORT_LISTS = 2 * MEASURES };

/* Changes of one measure in one direction, the largest in counts first. */
struct report_list {
	const char *title; /* "Regressions, self" */
	const char *key;   /* "regressions" */
	enum measure measure;
	bool growth;
	struct change *items; /* report->top at most */
	size_t count;
	size_t more; /* that are left out */
};

/* Fills all lists; left out are frames below min_share, unchanged ones and, where runs were tested,
 * what is within noise. False without memory. report_lists_free() frees in any case. */
bool report_lists_make(const struct report *report, struct report_list lists[REPORT_LISTS]);
void report_lists_free(struct report_list lists[REPORT_LISTS]);

/* "self", "total". */
extern const char *const measure_names[MEASURES];

#endif
