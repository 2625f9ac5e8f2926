#include "pages/tables.h"

#include "report/parts.h"
#include "report/ranking_cells.h"
#include "report/ranking_names.h"

#include <math.h>

enum { NAME_MOST = 300 /* columns */ };

void tables_begin(struct markup *m, const char *caption)
{
	markup_open(m, "div");
	markup_fixed(m, "class", "wide");
	markup_fixed(m, "role", "region");
	markup_fixed(m, "tabindex", "0");
	markup_string(m, "aria-label", caption);
	markup_newline(m);
	markup_open(m, "table");
	markup_newline(m);
	html_words(m, "caption", caption);
	markup_newline(m);
	markup_open(m, "thead");
	markup_newline(m);
}

void tables_end(struct markup *m)
{
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
	markup_close(m);
	markup_newline(m);
}

static void head(struct markup *m, const char *words, bool left)
{
	markup_open(m, "th");
	markup_fixed(m, "scope", "col");
	if (left)
		markup_fixed(m, "class", "text");
	html_content(m, words);
	markup_close(m);
}

/* Ends the heads, and begins the rows. */
static void begin_rows(struct markup *m)
{
	markup_close(m);
	markup_newline(m);
	markup_open(m, "tbody");
	markup_newline(m);
}

static void begin_row(struct markup *m, struct buffer *name)
{
	markup_open(m, "tr");
	markup_open(m, "th");
	markup_fixed(m, "scope", "row");
	markup_open(m, "code");
	html_take(m, name);
	markup_close(m);
	markup_close(m);
}

static void end_row(struct markup *m)
{
	markup_close(m);
	markup_newline(m);
}

/* A cell; narrow screens show the head of its column before it. */
static void cell(struct markup *m, const char *label, struct buffer *text, bool left)
{
	markup_open(m, "td");
	if (text->size)
		markup_string(m, "data-label", label);
	if (left)
		markup_fixed(m, "class", "text");
	if (text->size)
		html_take(m, text);
	else
		html_content(m, NULL);
	markup_close(m);
}

/* --- functions ------------------------------------------------------------------------------ */

/* What stands above a column that the text tables leave without words. */
static const char *head_of(const struct ranking_cell *cell)
{
	if (*cell->head)
		return cell->head;
	switch (cell->kind) {
	case CELL_WEIGHT:
		return cell->measure == MEASURE_SELF ? "self weight" : "total weight";
	case CELL_RATE:
		return "relative";
	case CELL_SHARE:
		return "share after";
	default:
		return "significant";
	}
}

bool tables_ranking(struct markup *m, const struct ranking *ranking, const char *caption)
{
	struct ranking_cell cells[RANKING_CELLS_MAX];
	struct ranking_names names;
	struct buffer text = {0};
	if (!ranking->list_count || !ranking->lists->count)
		return true;
	const struct ranking_list *list = ranking->lists;
	const size_t count = ranking_table_cells(ranking, list, cells);
	if (!ranking_names_init(&names, ranking, false))
		return false;
	ranking_names_compare(&names, list, NAME_MOST);
	tables_begin(m, caption);
	markup_open(m, "tr");
	head(m, ranking_row_noun(list), true);
	for (size_t c = 0; c < count; c++)
		head(m, head_of(&cells[c]), cells[c].left);
	end_row(m);
	begin_rows(m);
	for (size_t i = 0; i < list->count; i++) {
		const struct ranking_row *row = &list->items[i];
		ranking_append_row(&names, list, row, NAME_MOST, &text);
		begin_row(m, &text);
		for (size_t c = 0; c < count; c++) {
			if (cells[c].kind != CELL_MODULE)
				ranking_append_cell(&text, ranking, list, row, &cells[c]);
			else if (row->module.size)
				report_plain(&text, row->module.at, row->module.size, NAME_MOST);
			cell(m, head_of(&cells[c]), &text, cells[c].left);
		}
		end_row(m);
	}
	tables_end(m);
	const bool ok = !names.failed && !names.forms.failed && !text.failed;
	ranking_names_free(&names);
	buffer_free(&text);
	return ok;
}

/* --- changes -------------------------------------------------------------------------------- */

/* The columns of changes. */
enum { BEFORE, AFTER, CHANGE, RELATIVE, OF_ALL, P, COLUMNS };

static const char *const change_columns[COLUMNS] = {"before",   "after",  "change",
                                                    "relative", "of all", "p"};

static void change_cells(struct markup *m, const struct report *report, const struct change *change)
{
	struct buffer text = {0};
	report_weight(&text, report, change->before, change->places, true);
	cell(m, change_columns[BEFORE], &text, false);
	report_weight(&text, report, change->after, change->places, true);
	cell(m, change_columns[AFTER], &text, false);
	report_difference(&text, report, change);
	cell(m, change_columns[CHANGE], &text, false);
	report_relative(&text, change);
	cell(m, change_columns[RELATIVE], &text, false);
	report_share_of(&text, report, change, DIFF_BEFORE);
	buffer_text(&text, " \xe2\x86\x92 ");
	report_share_of(&text, report, change, DIFF_AFTER);
	cell(m, change_columns[OF_ALL], &text, false);
	if (judgement_tests(report->judgement)) {
		report_probability(&text, change->adjusted);
		if (change->noise && change->frame == CHANGE_ALL && !isnan(change->adjusted))
			buffer_text(&text, " (noise)");
		cell(m, change_columns[P], &text, false);
	}
	m->out.failed |= text.failed;
	buffer_free(&text);
}

static void change_heads(struct markup *m, const struct report *report, const char *first)
{
	const size_t count = judgement_tests(report->judgement) ? COLUMNS : P;
	markup_open(m, "tr");
	head(m, first, true);
	for (size_t i = 0; i < count; i++)
		head(m, change_columns[i], false);
	end_row(m);
	begin_rows(m);
}

static void change_row(struct markup *m, const struct report *report, const struct change *change)
{
	struct buffer name = {0};
	if (change->frame == CHANGE_ALL)
		buffer_text(&name, "sum of all");
	else
		report_name(&name, report, change->frame, NAME_MOST);
	begin_row(m, &name);
	buffer_free(&name);
	change_cells(m, report, change);
	end_row(m);
}

static void change_list(struct markup *m, const struct report *report,
                        const struct report_list *list)
{
	if (!list->count)
		return;
	tables_begin(m, list->title);
	change_heads(m, report, "function");
	for (size_t i = 0; i < list->count; i++)
		change_row(m, report, &list->items[i]);
	tables_end(m);
	if (list->more) {
		struct buffer text = {0};
		buffer_printf(&text, "and %zu more", list->more);
		markup_open(m, "p");
		html_take(m, &text);
		markup_close(m);
		markup_newline(m);
		buffer_free(&text);
	}
}

/* How changes were tested. */
static void method(struct markup *m, const struct comparison_row *row,
                   const struct changes *changes)
{
	struct buffer text = {0};
	const struct report *report = &changes->report;
	if (report->normalized) {
		buffer_text(&text, "Weights are scaled (");
		buffer_text(&text, report->normalized);
		buffer_text(&text, "): before by ");
		report_factors(&text, report, DIFF_BEFORE);
		buffer_text(&text, ", after by ");
		report_factors(&text, report, DIFF_AFTER);
		buffer_text(&text, ". ");
		if (row->scaled)
			buffer_text(&text, "A change of the sum does not show in functions. ");
	}
	buffer_text(&text, "Tests: ");
	report_tests(&text, report);
	buffer_text(&text, ". Functions with less than ");
	report_decimal(&text, changes->judgement.options.min_share);
	buffer_text(&text, "% are left out.");
	markup_open(m, "p");
	markup_fixed(m, "class", "method");
	html_take(m, &text);
	markup_close(m);
	markup_newline(m);
	buffer_free(&text);
}

void tables_changes(struct markup *m, const struct comparison_row *row,
                    const struct changes *changes)
{
	const struct report *report = &changes->report;
	const struct change all = breaches_change(&changes->breaches, &changes->judgement,
	                                          CHANGE_ALL, MEASURE_TOTAL);
	size_t count = 0;
	for (size_t i = 0; i < REPORT_LISTS; i++)
		count += changes->lists[i].count;
	tables_begin(m, "Sum of all weights");
	change_heads(m, report, "weight");
	change_row(m, report, &all);
	tables_end(m);
	if (!count) {
		html_words(m, "p",
		           judgement_tests(report->judgement)
		                   ? "No function changed by more than noise."
		                   : "No function changed.");
		markup_newline(m);
	}
	for (size_t i = 0; i < REPORT_LISTS; i++)
		change_list(m, report, &changes->lists[i]);
	method(m, row, changes);
}

void tables_limits(struct markup *m, const struct comparison_row *row)
{
	if (!row->breach_count)
		return;
	markup_open(m, "ul");
	markup_fixed(m, "class", "limits");
	markup_newline(m);
	for (size_t i = 0; i < row->breach_count; i++) {
		const struct row_breach *breach = &row->breaches[i];
		markup_open(m, "li");
		html_class_words(m, "strong", "rule",
		                 breach->noise ? "within noise:" : "limit exceeded:");
		markup_literal(m, " ");
		html_words(m, "code", breach->rule);
		markup_literal(m, " ");
		markup_words(m, breach->text);
		markup_close(m);
		markup_newline(m);
	}
	markup_close(m);
	markup_newline(m);
}
