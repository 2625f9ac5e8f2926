/* Tables of text: columns of numbers, aligned on the right, and a last column of names, which are
 * as long as there is room:
 *
 *     text_table_begin(&table, heads, columns);
 *     for (each row) {
 *             for (each column) {
 *                     buffer_text(&table.bytes, "12"); ...
 *                     text_table_end_cell(&table, 0);
 *             }
 *     }
 *     size_t room = text_table_fit(&table, width, least);
 *     text_table_write_heads(&table, text, "name");
 *     for (each row) {
 *             text_table_write_row(&table, row, text);
 *             ... the name, cut to the room, and a newline
 *     }
 *     text_table_free(&table);
 */
#ifndef STACKFOLD_REPORT_TEXT_TABLE_H
#define STACKFOLD_REPORT_TEXT_TABLE_H

#include "base/buffer.h"

#include <stdbool.h>

enum { TEXT_TABLE_COLUMNS = 16 };

struct text_table_head {
	const char *text;
	bool left;     /* aligned on the left */
	unsigned drop; /* on a narrow terminal the column with the highest number is left out first;
	                  columns whose cells are all empty are left out, too; 0: never left out */
};

struct text_table_cell {
	size_t from, size; /* in bytes */
	const char *style; /* an escape sequence, NULL: none */
};

struct text_table {
	const struct text_table_head *heads; /* without that of the names */
	size_t columns;
	size_t widths[TEXT_TABLE_COLUMNS];
	bool out[TEXT_TABLE_COLUMNS]; /* columns that are left out */
	struct buffer bytes;
	struct text_table_cell *cells; /* row by row */
	size_t count, capacity;
};

void text_table_begin(struct text_table *table, const struct text_table_head *heads,
                      size_t columns);

/* What was appended to table->bytes since the last call is the next cell. What memory lacks shows
 * in bytes.failed. */
void text_table_end_cell(struct text_table *table, const char *style);

/* Sets the widths of columns. Of those that may be, columns are left out that are empty, and as
 * many as must be so that names have `least` columns of a terminal that is so wide; 0: any width.
 * Returns the room for names, at least 12 columns; SIZE_MAX: any. */
size_t text_table_fit(struct text_table *table, size_t width, size_t least);

/* The line of headings. */
void text_table_write_heads(const struct text_table *table, struct buffer *text, const char *names);

/* A row's cells, each with blanks before it, and two blanks for what follows. */
void text_table_write_row(const struct text_table *table, size_t row, struct buffer *text);

void text_table_free(struct text_table *table);

#endif
