/* Tables of pages: the hottest functions, what changed, and limits. */
#ifndef STACKFOLD_PAGES_TABLES_H
#define STACKFOLD_PAGES_TABLES_H

#include "pages/changes.h"
#include "pages/html.h"
#include "report/ranking.h"

/* A table of the ranking's first list. False without memory. */
bool tables_ranking(struct markup *m, const struct ranking *ranking, const char *caption);

/* Tables of the changes, and a line for the sum of all. */
void tables_changes(struct markup *m, const struct comparison_row *row,
                    const struct changes *changes);

/* The limits that were exceeded. */
void tables_limits(struct markup *m, const struct comparison_row *row);

/* Begins a table that may be wider than the page, up to <thead>, and ends it. */
void tables_begin(struct markup *m, const char *caption);
void tables_end(struct markup *m);

#endif
