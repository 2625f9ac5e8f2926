/* A ranking for terminals: a table for each list, whose last column is the name. */
#include "report/ranking_text.h"

#include "report/names.h"
#include "report/ranking_cells.h"
#include "report/ranking_names.h"
#include "report/text_table.h"

#include <stdint.h>
#include <string.h>

enum {
	NAME_LEAST = 40,  /* columns for names if other columns can be left out */
	NAME_FILE = 100,  /* columns of a name in a file, unless others would look the same */
	MODULE_MOST = 24, /* columns of a module's name */
	BAR_MOST = 10,    /* columns of a bar */
	INDENT = 2,
};

static const char bold[] = "\033[1m", plain[] = "\033[0m";

static void append_plain(struct buffer *text, const char *name, size_t size, size_t most)
{
	report_plain(text, name, size, most);
}

/* --- cells ---------------------------------------------------------------------------------- */

/* A bar of eighths of a column. */
static void append_bar(const struct ranking_look *look, uint64_t weight, uint64_t whole,
                       struct buffer *text)
{
	static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
	if (!whole)
		return;
	size_t size = (size_t)(((number_wide)weight * 8 * BAR_MOST + whole / 2) / whole);
	if (look->ascii) {
		for (; size >= 4; size = size > 8 ? size - 8 : 0)
			buffer_byte(text, '#');
		return;
	}
	for (; size >= 8; size -= 8)
		buffer_text(text, "█");
	buffer_text(text, eighths[size]);
}

/* The heavier the row, the hotter its colour. */
static const char *style_of(uint64_t weight, uint64_t whole)
{
	static const struct {
		uint64_t per_mille;
		const char *style;
	} heats[] = {{100, "\033[1;31m"}, {30, "\033[33m"}, {5, NULL}, {0, "\033[2m"}};
	size_t i = 0;
	while ((number_wide)weight * 1000 < (number_wide)whole * heats[i].per_mille)
		i++;
	return heats[i].style;
}

static void add_cell(const struct ranking *ranking, const struct ranking_list *list,
                     const struct ranking_row *row, const struct ranking_cell *cell,
                     const struct ranking_look *look, const struct ranking_names *names,
                     struct text_table *table)
{
	const uint64_t weight = ranking_cell_weight(ranking, row, cell->measure, cell->column);
	const uint64_t whole = ranking->totals[cell->column];
	const char *style = NULL;
	if (cell->kind == CELL_BAR && look->bars)
		append_bar(look, weight, list->whole[cell->column], &table->bytes);
	else if (cell->kind == CELL_MODULE)
		ranking_append_text(names, row->module, look->columns ? MODULE_MOST : SIZE_MAX,
		                    &table->bytes);
	else if (cell->kind != CELL_BAR)
		ranking_append_cell(&table->bytes, ranking, list, row, cell);
	if (look->color && cell->kind == CELL_SHARE)
		style = style_of(weight, whole);
	if (look->color && (cell->kind == CELL_CHANGE || cell->kind == CELL_RATE)) {
		const uint64_t after = ranking_cell_weight(ranking, row, cell->measure, 1);
		style = after > weight ? "\033[31m" : after < weight ? "\033[32m" : NULL;
	}
	text_table_end_cell(table, style);
}

/* --- names ---------------------------------------------------------------------------------- */

/* Appends the name of a row; in a file it is not shortened if another row would have
 * the same text. */
static void append_name(struct ranking_names *names, const struct ranking_list *list,
                        const struct ranking_row *row, size_t room, struct buffer *text)
{
	if (room == SIZE_MAX && row->depth < 2 && !ranking_row_is_alike(names, list, row))
		room = NAME_FILE + 2 * (size_t)row->level;
	ranking_append_row(names, list, row, room, text);
}

/* --- lists ---------------------------------------------------------------------------------- */

struct writing {
	const struct ranking *ranking;
	const struct ranking_look *look;
	struct ranking_names names;
	struct buffer *text;
};

static void write_title(const struct writing *writing, const struct ranking_list *list)
{
	struct buffer *text = writing->text;
	buffer_text(text, writing->look->color ? "\n\033[1m" : "\n");
	ranking_append_title(text, writing->ranking, list);
	buffer_text(text, writing->look->color ? "\033[0m\n" : "\n");
}

/* The heading of names if lines are limited and there is no title. */
static const char *short_title(const struct ranking *ranking, const struct ranking_list *list)
{
	if (list->kind == RANKING_FUNCTIONS)
		return ranking->options.by == MEASURE_SELF ? "function, by self"
		                                           : "function, by total";
	return "hot path";
}

static void write_rows(struct writing *writing, const struct ranking_list *list,
                       struct text_table *table, size_t room)
{
	const bool limited = writing->ranking->options.budget;
	struct buffer *text = writing->text;
	ranking_names_compare(&writing->names, list, room == SIZE_MAX ? NAME_FILE : room);
	for (size_t i = 0; i < list->count && !table->bytes.failed; i++) {
		text_table_write_row(table, i, text);
		if (list->kind == RANKING_PATHS && !limited)
			ranking_append_lines(&writing->names, &list->items[i],
			                     writing->look->columns ? writing->look->columns - room
			                                            : INDENT,
			                     room, text);
		else
			append_name(&writing->names, list, &list->items[i], room, text);
		buffer_byte(text, '\n');
	}
}

static void write_list(struct writing *writing, const struct ranking_list *list)
{
	const struct ranking *ranking = writing->ranking;
	struct ranking_cell cells[RANKING_CELLS_MAX];
	struct text_table_head heads[RANKING_CELLS_MAX];
	struct text_table table;
	const bool limited = ranking->options.budget;
	size_t columns = ranking_cells(ranking, list, cells);
	if (!limited)
		write_title(writing, list);
	if (!list->count) {
		buffer_text(writing->text, "  none\n");
		return;
	}
	for (size_t c = 0; c < columns; c++)
		heads[c] = (struct text_table_head){cells[c].head, cells[c].left, cells[c].drop};
	text_table_begin(&table, heads, columns);
	for (size_t i = 0; i < list->count; i++)
		for (size_t c = 0; c < columns; c++)
			add_cell(ranking, list, &list->items[i], &cells[c], writing->look,
			         &writing->names, &table);
	size_t room = text_table_fit(&table, writing->look->columns, NAME_LEAST);
	text_table_write_heads(&table, writing->text,
	                       limited ? short_title(ranking, list) : ranking_row_noun(list));
	write_rows(writing, list, &table, room);
	if (list->more && !limited)
		buffer_printf(writing->text, "  ... and %zu more\n", list->more);
	writing->text->failed |= table.bytes.failed;
	text_table_free(&table);
}

static void write_advice(const struct writing *writing)
{
	const struct facts *facts = &writing->ranking->profile->facts;
	const bool limited = writing->ranking->options.budget;
	struct buffer *text = writing->text;
	if (!limited && facts->advice_count)
		buffer_text(text, "\nAdvice\n");
	for (size_t i = 0; i < writing->ranking->advice_count; i++) {
		buffer_text(text, limited ? "advice: " : "  ");
		report_plain(text, facts->advice[i], strlen(facts->advice[i]), 0);
		buffer_byte(text, '\n');
	}
}

/* Lines are limited: threads have one. */
static void write_threads(const struct writing *writing, const struct ranking_list *list)
{
	struct buffer *text = writing->text;
	buffer_text(text, list->by_root ? "roots: " : "threads: ");
	ranking_append_shares(text, writing->ranking, list, append_plain);
	buffer_byte(text, '\n');
}

/* Lines are limited: functions without lines of their own follow the sum. */
static void write_hottest(const struct writing *writing, const struct ranking_list *list)
{
	if (!list->in_line || list->kind != RANKING_FUNCTIONS || !list->count)
		return;
	buffer_text(writing->text,
	            writing->ranking->columns == 2 ? "; changed most: " : "; hottest: ");
	ranking_append_shares(writing->text, writing->ranking, list, append_plain);
}

static void write_text(const struct ranking *ranking, const struct ranking_look *look,
                       struct buffer *text)
{
	struct writing writing = {.ranking = ranking, .look = look, .text = text};
	const bool limited = ranking->options.budget;
	if (!ranking_names_init(&writing.names, ranking, look->ascii))
		text->failed = true;
	buffer_text(text, look->color ? bold : "");
	ranking_append_sum(text, ranking);
	buffer_text(text, look->color ? plain : "");
	for (size_t i = 0; i < ranking->list_count; i++)
		write_hottest(&writing, &ranking->lists[i]);
	buffer_byte(text, '\n');
	for (size_t i = 0; i < ranking->list_count && !text->failed; i++)
		if (!ranking->lists[i].in_line)
			write_list(&writing, &ranking->lists[i]);
		else if (ranking->lists[i].kind == RANKING_THREADS)
			write_threads(&writing, &ranking->lists[i]);
	if (look->advice || limited)
		write_advice(&writing);
	text->failed |= writing.names.forms.failed || writing.names.failed;
	ranking_names_free(&writing.names);
}

const struct ranking_format ranking_text = {"text", {.functions = 1, .tree = 1}, write_text};
