#include "report/text_table.h"

#include "base/display.h"
#include "base/text.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum { GAP = 2, NAMES_LEAST = 12 /* columns, independent of the width */ };

#define PLAIN_STYLE "\033[0m"

void text_table_begin(struct text_table *table, const struct text_table_head *heads, size_t columns)
{
	*table = (struct text_table){.heads = heads, .columns = columns};
}

void text_table_end_cell(struct text_table *table, const char *style)
{
	struct buffer *bytes = &table->bytes;
	if (!vector_reserve(&table->cells, &table->capacity, table->count + 1))
		bytes->failed = true;
	if (bytes->failed)
		return;
	size_t from = 0;
	if (table->count)
		from = table->cells[table->count - 1].from + table->cells[table->count - 1].size;
	table->cells[table->count++] = (struct text_table_cell){from, bytes->size - from, style};
}

static size_t cell_width(const struct text_table *table, const struct text_table_cell *cell)
{
	return cell->size ? display_width(table->bytes.data + cell->from, cell->size, SIZE_MAX) : 0;
}

/* The width of all columns. */
static size_t taken(const struct text_table *table)
{
	size_t width = GAP;
	for (size_t c = 0; c < table->columns; c++)
		width += table->out[c] ? 0 : table->widths[c] + GAP;
	return width;
}

/* Leaves out one more column; false if none may be. */
static bool drop_one(struct text_table *table)
{
	size_t at = table->columns;
	for (size_t c = 0; c < table->columns; c++)
		if (!table->out[c] && table->heads[c].drop &&
		    (at == table->columns || table->heads[c].drop > table->heads[at].drop))
			at = c;
	if (at == table->columns)
		return false;
	table->out[at] = true;
	return true;
}

size_t text_table_fit(struct text_table *table, size_t width, size_t least)
{
	for (size_t i = 0; i < table->count; i++) {
		size_t own = cell_width(table, &table->cells[i]), *most;
		most = &table->widths[i % table->columns];
		*most = own > *most ? own : *most;
	}
	for (size_t c = 0; c < table->columns; c++) {
		size_t head = strlen(table->heads[c].text);
		table->out[c] = table->heads[c].drop && !table->widths[c];
		table->widths[c] = head > table->widths[c] ? head : table->widths[c];
	}
	if (!width)
		return SIZE_MAX;
	while (taken(table) + least > width && drop_one(table))
		;
	return width > taken(table) + NAMES_LEAST ? width - taken(table) : NAMES_LEAST;
}

static void write_cell(const struct text_table *table, size_t column, struct text cell,
                       const char *style, struct buffer *text)
{
	const size_t width = table->widths[column];
	const size_t own = display_width(cell.at, cell.size, SIZE_MAX);
	const int blanks = (int)(width > own ? width - own : 0);
	const bool left = table->heads[column].left;
	if (table->out[column])
		return;
	buffer_printf(text, "%*s", GAP + (left ? 0 : blanks), "");
	buffer_text(text, style ? style : "");
	buffer_append(text, cell.at, cell.size);
	buffer_text(text, style ? PLAIN_STYLE : "");
	buffer_printf(text, "%*s", left ? blanks : 0, "");
}

void text_table_write_heads(const struct text_table *table, struct buffer *text, const char *names)
{
	for (size_t c = 0; c < table->columns; c++)
		write_cell(table, c, text_of(table->heads[c].text), NULL, text);
	buffer_printf(text, "%*s%s\n", GAP, "", names);
}

void text_table_write_row(const struct text_table *table, size_t row, struct buffer *text)
{
	for (size_t c = 0; c < table->columns; c++) {
		const struct text_table_cell *cell = &table->cells[row * table->columns + c];
		const char *at = cell->size ? table->bytes.data + cell->from : "";
		write_cell(table, c, (struct text){at, cell->size}, cell->style, text);
	}
	buffer_printf(text, "%*s", GAP, "");
}

void text_table_free(struct text_table *table)
{
	buffer_free(&table->bytes);
	free(table->cells);
	*table = (struct text_table){0};
}
