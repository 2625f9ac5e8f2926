/* A ranking for a comment on a pull request: tables, and trees as code. */
#include "report/ranking_markdown.h"

#include "report/code.h"
#include "report/names.h"
#include "report/numbers.h"
#include "report/ranking_cells.h"
#include "report/ranking_names.h"
#include "report/text_table.h"

#include <stdint.h>
#include <string.h>

enum {
	NAME_MOST = 100, /* columns of a name in a table */
	TREE_WIDTH = 110 /* columns of a tree */
};

struct writing {
	const struct ranking *ranking;
	struct ranking_names names;
	struct buffer *text;
};

/* --- tables --------------------------------------------------------------------------------- */

static void append_row_name(struct writing *writing, const struct ranking_list *list,
                            const struct ranking_row *row)
{
	struct buffer name = {0};
	ranking_append_row(&writing->names, list, row, NAME_MOST, &name);
	report_code(writing->text, name.data ? name.data : "", name.size, 0);
	writing->text->failed |= name.failed;
	buffer_free(&name);
}

static void write_heads(const struct writing *writing, const struct ranking_list *list,
                        const struct ranking_cell *cells, size_t count)
{
	struct buffer *text = writing->text;
	buffer_printf(text, "| %s |", ranking_row_noun(list));
	for (size_t c = 0; c < count; c++)
		buffer_printf(text, " %s |", cells[c].head);
	buffer_text(text, "\n|---|");
	for (size_t c = 0; c < count; c++)
		buffer_text(text, cells[c].left ? "---|" : "---:|");
	buffer_byte(text, '\n');
}

static void write_table(struct writing *writing, const struct ranking_list *list)
{
	struct ranking_cell cells[RANKING_CELLS_MAX];
	const size_t count = ranking_table_cells(writing->ranking, list, cells);
	struct buffer *text = writing->text;
	write_heads(writing, list, cells, count);
	ranking_names_compare(&writing->names, list, NAME_MOST);
	for (size_t i = 0; i < list->count; i++) {
		const struct ranking_row *row = &list->items[i];
		buffer_text(text, "| ");
		append_row_name(writing, list, row);
		for (size_t c = 0; c < count; c++) {
			buffer_text(text, " | ");
			if (cells[c].kind != CELL_MODULE)
				ranking_append_cell(text, writing->ranking, list, row, &cells[c]);
			else if (row->module.size)
				report_code(text, row->module.at, row->module.size, NAME_MOST);
		}
		buffer_text(text, " |\n");
	}
}

/* --- trees ---------------------------------------------------------------------------------- */

/* A block of code; its lines begin with numbers, so none of them can end the block. */
static void write_tree(struct writing *writing, const struct ranking_list *list)
{
	struct ranking_cell cells[RANKING_CELLS_MAX];
	struct text_table_head heads[RANKING_CELLS_MAX];
	struct text_table table;
	struct buffer *text = writing->text;
	const size_t count = ranking_cells(writing->ranking, list, cells);
	for (size_t c = 0; c < count; c++)
		heads[c] = (struct text_table_head){cells[c].head, cells[c].left, cells[c].drop};
	text_table_begin(&table, heads, count);
	for (size_t i = 0; i < list->count; i++)
		for (size_t c = 0; c < count; c++) {
			ranking_append_cell(&table.bytes, writing->ranking, list, &list->items[i],
			                    &cells[c]);
			text_table_end_cell(&table, NULL);
		}
	const size_t room = text_table_fit(&table, TREE_WIDTH, TREE_WIDTH / 2);
	buffer_text(text, "```text\n");
	text_table_write_heads(&table, text, ranking_row_noun(list));
	for (size_t i = 0; i < list->count && !table.bytes.failed; i++) {
		text_table_write_row(&table, i, text);
		ranking_append_row(&writing->names, list, &list->items[i], room, text);
		buffer_byte(text, '\n');
	}
	buffer_text(text, "```\n");
	text->failed |= table.bytes.failed;
	text_table_free(&table);
}

/* --- the whole ------------------------------------------------------------------------------ */

static void write_title(const struct writing *writing, const struct ranking_list *list)
{
	struct buffer *text = writing->text;
	if (writing->ranking->options.budget) {
		buffer_byte(text, '\n');
		return;
	}
	buffer_text(text, "\n#### ");
	if (list->subject) {
		buffer_text(text, list->kind == RANKING_CALLERS ? "Callers of " : "Callees of ");
		report_code(text, list->subject, strlen(list->subject), NAME_MOST);
		if (list->matched > 1)
			buffer_printf(text, " (%zu functions)", list->matched);
	} else {
		ranking_append_title(text, writing->ranking, list);
	}
	buffer_text(text, "\n\n");
}

/* Lines are limited: the rows are in one line. */
static void write_line(const struct writing *writing, const struct ranking_list *list)
{
	struct buffer *text = writing->text;
	if (list->kind != RANKING_THREADS)
		buffer_text(text,
		            writing->ranking->columns == 2 ? "; changed most: " : "; hottest: ");
	else
		buffer_text(text, list->by_root ? "<br>Roots: " : "<br>Threads: ");
	ranking_append_shares(text, writing->ranking, list, report_code);
	if (list->kind == RANKING_THREADS)
		buffer_byte(text, '\n');
}

static void write_list(struct writing *writing, const struct ranking_list *list)
{
	const bool limited = writing->ranking->options.budget;
	struct buffer *text = writing->text;
	if (list->in_line) {
		if (list->kind == RANKING_THREADS)
			write_line(writing, list);
		return;
	}
	write_title(writing, list);
	if (!list->count)
		buffer_text(text, "None.\n");
	else if (list->kind == RANKING_TREE || list->subject)
		write_tree(writing, list);
	else
		write_table(writing, list);
	if (list->more && !limited)
		buffer_printf(text, "\n… and %zu more.\n", list->more);
}

static void write_advice(const struct writing *writing)
{
	const struct facts *facts = &writing->ranking->profile->facts;
	struct buffer *text = writing->text;
	if (writing->ranking->advice_count)
		buffer_text(text, writing->ranking->options.budget ? "\n" : "\n#### Advice\n\n");
	for (size_t i = 0; i < writing->ranking->advice_count; i++) {
		buffer_text(text, "- ");
		report_code(text, facts->advice[i], strlen(facts->advice[i]), 0);
		buffer_byte(text, '\n');
	}
}

static void write_markdown(const struct ranking *ranking, const struct ranking_look *look,
                           struct buffer *text)
{
	struct writing writing = {.ranking = ranking, .text = text};
	struct buffer sum = {0};
	(void)look;
	if (!ranking_names_init(&writing.names, ranking, false))
		text->failed = true;
	if (!ranking->options.budget)
		buffer_text(text, "### Profile\n\n");
	ranking_append_sum(&sum, ranking);
	report_code(text, sum.data ? sum.data : "", sum.size, 0);
	for (size_t i = 0; i < ranking->list_count; i++)
		if (ranking->lists[i].in_line && ranking->lists[i].kind == RANKING_FUNCTIONS &&
		    ranking->lists[i].count)
			write_line(&writing, &ranking->lists[i]);
	buffer_byte(text, '\n');
	for (size_t i = 0; i < ranking->list_count && !text->failed; i++)
		write_list(&writing, &ranking->lists[i]);
	write_advice(&writing);
	text->failed |= sum.failed || writing.names.forms.failed || writing.names.failed;
	buffer_free(&sum);
	ranking_names_free(&writing.names);
}

const struct ranking_format ranking_markdown = {
	"markdown", {.functions = 3, .tree = 4, .advice = 1}, write_markdown};
