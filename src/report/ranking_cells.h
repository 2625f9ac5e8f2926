/* The columns of a list's table, and what stands in them. */
#ifndef STACKFOLD_REPORT_RANKING_CELLS_H
#define STACKFOLD_REPORT_RANKING_CELLS_H

#include "base/buffer.h"
#include "report/ranking.h"

enum ranking_cell_kind {
	CELL_SHARE,   /* of all */
	CELL_WEIGHT,  /* in its unit */
	CELL_OF_LIST, /* share of what the list is of */
	CELL_BAR,     /* a bar as long as the share */
	CELL_CHANGE,
	CELL_RATE, /* the change relative to the weight before */
	CELL_MARK, /* whether the change is more than noise */
	CELL_MODULE,
};

struct ranking_cell {
	enum ranking_cell_kind kind;
	enum measure measure;
	unsigned column;
	char head[24];
	unsigned drop; /* as in text_table.h */
	bool left;
};

enum { RANKING_CELLS_MAX = 16 };

/* The columns of a list, without that of the names; returns how many. */
size_t ranking_cells(const struct ranking *ranking, const struct ranking_list *list,
                     struct ranking_cell cells[RANKING_CELLS_MAX]);

/* The same for a table of cells: no bars, and modules only if one is known. */
size_t ranking_table_cells(const struct ranking *ranking, const struct ranking_list *list,
                           struct ranking_cell cells[RANKING_CELLS_MAX]);

/* Appends a cell; not of CELL_BAR. */
void ranking_append_cell(struct buffer *text, const struct ranking *ranking,
                         const struct ranking_list *list, const struct ranking_row *row,
                         const struct ranking_cell *cell);

/* A row's weight in a column. */
uint64_t ranking_cell_weight(const struct ranking *ranking, const struct ranking_row *row,
                             enum measure measure, unsigned column);

/* What the list is, for a heading: "Callers of parse". */
void ranking_append_title(struct buffer *text, const struct ranking *ranking,
                          const struct ranking_list *list);

/* What a row of it is: "function". */
const char *ranking_row_noun(const struct ranking_list *list);

/* What the profile is: "2.45 s in 487 samples of cpu-clock, 1,234 stacks of 321 functions". */
void ranking_append_sum(struct buffer *text, const struct ranking *ranking);

/* "main 60.00%, worker 30.00%, 5 more": the rows of functions, threads or roots in a line.
 * `append_name` appends a name. */
void ranking_append_shares(struct buffer *text, const struct ranking *ranking,
                           const struct ranking_list *list,
                           void (*append_name)(struct buffer *text, const char *name, size_t size,
                                               size_t most));

#endif
