#include "report/ranking_cells.h"

#include "base/unit.h"
#include "report/names.h"
#include "report/numbers.h"

#include <stdio.h>
#include <string.h>

enum { EVENTS_SHOWN = 6 /* columns of a profile with several events */, SUBJECT_MOST = 100 };

/* --- columns -------------------------------------------------------------------------- */

struct cells {
	struct ranking_cell *items;
	size_t count;
};

static void add(struct cells *cells, enum ranking_cell_kind kind, enum measure measure,
                unsigned column, const char *head, unsigned drop)
{
	struct ranking_cell *cell = &cells->items[cells->count++];
	*cell = (struct ranking_cell){kind, measure, column,
	                              "",   drop,    kind == CELL_MODULE || kind == CELL_BAR};
	snprintf(cell->head, sizeof cell->head, "%s", head);
}

static bool is_tree(const struct ranking_list *list)
{
	return list->kind == RANKING_TREE || list->kind == RANKING_CALLERS ||
	       list->kind == RANKING_CALLEES;
}

/* Whether rows have a self weight that differs from their total weight. */
static bool has_self(const struct ranking_list *list)
{
	return list->kind != RANKING_PATHS && list->kind != RANKING_THREADS &&
	       list->kind != RANKING_CALLERS;
}

/* The measure by which rows of a differential are compared. */
static enum measure measure_of(const struct ranking *ranking, const struct ranking_list *list)
{
	return is_tree(list) || !has_self(list) ? MEASURE_TOTAL : ranking->options.by;
}

static void add_plain(const struct ranking_list *list, struct cells *cells)
{
	const bool tree = is_tree(list), self = has_self(list);
	if (self && !tree) {
		add(cells, CELL_SHARE, MEASURE_SELF, 0, "self", 0);
		add(cells, CELL_WEIGHT, MEASURE_SELF, 0, "", 4);
	}
	add(cells, CELL_SHARE, MEASURE_TOTAL, 0, self ? "total" : "share", 0);
	add(cells, CELL_WEIGHT, MEASURE_TOTAL, 0, "", 5);
	if (list->subject)
		add(cells, CELL_OF_LIST, MEASURE_TOTAL, 0, "of it", 0);
	if (self && tree)
		add(cells, CELL_SHARE, MEASURE_SELF, 0, "self", 0);
	if (!tree && list->kind != RANKING_PATHS)
		add(cells, CELL_BAR, self ? MEASURE_SELF : MEASURE_TOTAL, 0, "", 3);
}

static void add_differential(const struct ranking *ranking, const struct ranking_list *list,
                             struct cells *cells)
{
	const enum measure measure = measure_of(ranking, list);
	add(cells, CELL_CHANGE, measure, 0, "change", 0);
	add(cells, CELL_RATE, measure, 0, "", 4);
	if (ranking->marks && list->kind == RANKING_FUNCTIONS)
		add(cells, CELL_MARK, measure, 0, "", 0);
	add(cells, CELL_WEIGHT, measure, 0, "before", 5);
	add(cells, CELL_WEIGHT, measure, 1, "after", 5);
	add(cells, CELL_SHARE, measure, 0, "of all", 6);
	add(cells, CELL_SHARE, measure, 1, "", 6);
}

size_t ranking_cells(const struct ranking *ranking, const struct ranking_list *list,
                     struct ranking_cell items[RANKING_CELLS_MAX])
{
	struct cells cells = {items, 0};
	char head[24];
	if (ranking->columns == 1)
		add_plain(list, &cells);
	else if (ranking->columns == 2)
		add_differential(ranking, list, &cells);
	for (unsigned c = 0; ranking->columns > 2 && c < ranking->columns && c < EVENTS_SHOWN;
	     c++) {
		snprintf(head, sizeof head, "column %u", c + 1);
		add(&cells, CELL_SHARE, measure_of(ranking, list), c, head, 0);
	}
	if (list->kind == RANKING_FUNCTIONS)
		add(&cells, CELL_MODULE, MEASURE_SELF, 0, "module", 2);
	return cells.count;
}

/* --- what stands in them -------------------------------------------------------------------- */

uint64_t ranking_cell_weight(const struct ranking *ranking, const struct ranking_row *row,
                             enum measure measure, unsigned column)
{
	return row->weights[(size_t)measure * ranking->columns + column];
}

void ranking_append_cell(struct buffer *text, const struct ranking *ranking,
                         const struct ranking_list *list, const struct ranking_row *row,
                         const struct ranking_cell *cell)
{
	const char *unit = ranking->profile->facts.unit.name;
	const uint64_t weight = ranking_cell_weight(ranking, row, cell->measure, cell->column);
	const uint64_t after = ranking_cell_weight(ranking, row, cell->measure,
	                                           ranking->columns - 1);
	switch (cell->kind) {
	case CELL_SHARE:
		report_share(text, weight, ranking->totals[cell->column]);
		break;
	case CELL_WEIGHT:
		report_amount(text, unit, weight, ranking->places, true);
		break;
	case CELL_OF_LIST:
		report_share(text, weight, list->whole[cell->column]);
		break;
	case CELL_CHANGE:
		report_growth(text, unit, weight, after, ranking->places);
		break;
	case CELL_RATE:
		report_rate(text, weight, after);
		break;
	case CELL_MARK:
		if (row->marks & (cell->measure == MEASURE_SELF ? MARK_SELF : MARK_TOTAL))
			buffer_byte(text, '*');
		break;
	case CELL_MODULE:
		report_plain(text, row->module.at, row->module.size, 0);
		break;
	case CELL_BAR:
		break;
	}
}

/* --- words ---------------------------------------------------------------------------------- */

void ranking_append_title(struct buffer *text, const struct ranking *ranking,
                          const struct ranking_list *list)
{
	static const char *const titles[RANKING_KINDS][2] = {
		[RANKING_FUNCTIONS] = {"Hottest functions", "Functions that changed most"},
		[RANKING_TREE] = {"Hot paths, from the roots",
	                          "Paths that changed, from the roots"},
		[RANKING_CALLERS] = {"Callers of ", "Callers of "},
		[RANKING_CALLEES] = {"Callees of ", "Callees of "},
		[RANKING_PATHS] = {"Heaviest stacks", "Stacks that changed most"},
		[RANKING_MODULES] = {"Modules", "Modules that changed most"},
		[RANKING_THREADS] = {"Threads", "Threads that changed most"},
	};
	if (list->by_root)
		buffer_text(text, "Root frames (the input does not say which thread)");
	else
		buffer_text(text, titles[list->kind][ranking->columns == 2]);
	if (list->subject)
		report_plain(text, list->subject, strlen(list->subject), SUBJECT_MOST);
	if (list->matched > 1)
		buffer_printf(text, " (%zu functions)", list->matched);
	if (list->kind == RANKING_FUNCTIONS || list->kind == RANKING_MODULES)
		buffer_text(text, ranking->options.by == MEASURE_SELF ? ", by self" : ", by total");
}

const char *ranking_row_noun(const struct ranking_list *list)
{
	static const char *const nouns[RANKING_KINDS] = {
		[RANKING_FUNCTIONS] = "function", [RANKING_TREE] = "path",
		[RANKING_CALLERS] = "caller",     [RANKING_CALLEES] = "callee",
		[RANKING_PATHS] = "stack",        [RANKING_MODULES] = "module",
		[RANKING_THREADS] = "thread",
	};
	return list->by_root ? "root frame" : nouns[list->kind];
}

/* A column's sum, "2.45 s", "1,234 counts". */
static void append_total(struct buffer *text, const struct ranking *ranking, unsigned column)
{
	const char *unit = ranking->profile->facts.unit.name;
	report_amount(text, unit, ranking->totals[column], ranking->places, false);
	if (!*unit)
		buffer_text(text, " counts");
}

static void append_samples(struct buffer *text, const struct ranking *ranking)
{
	const struct facts *facts = &ranking->profile->facts;
	const double samples = facts_samples(facts, 0, (double)ranking->totals[0], ranking->places);
	struct unit unit;
	bool counted = unit_find(facts->unit.name, &unit) && strcmp(unit.name, "samples") == 0;
	if (samples >= 0.5 && !counted) {
		buffer_text(text, " in ");
		unit_append_samples(text, (uint64_t)(samples + 0.5));
	}
	if (*facts->event.name) {
		buffer_text(text, " of ");
		report_plain(text, facts->event.name, strlen(facts->event.name), 0);
	}
}

void ranking_append_sum(struct buffer *text, const struct ranking *ranking)
{
	const struct profile *profile = ranking->profile;
	const char *unit = profile->facts.unit.name;
	if (ranking->columns == 2)
		buffer_text(text, "before ");
	append_total(text, ranking, 0);
	if (ranking->columns == 1)
		append_samples(text, ranking);
	if (ranking->columns == 2) {
		buffer_text(text, ", after ");
		append_total(text, ranking, 1);
		buffer_text(text, ", change ");
		report_growth(text, unit, ranking->totals[0], ranking->totals[1], ranking->places);
		buffer_text(text, " (");
		report_rate(text, ranking->totals[0], ranking->totals[1]);
		buffer_text(text, ")");
	}
	for (unsigned c = 1; ranking->columns > 2 && c < ranking->columns; c++) {
		buffer_text(text, ", ");
		append_total(text, ranking, c);
	}
	buffer_text(text, ", ");
	unit_append_grouped(text, profile->stacks.count);
	buffer_text(text, profile->stacks.count == 1 ? " stack of " : " stacks of ");
	unit_append_grouped(text, profile->frames.count);
	buffer_text(text, profile->frames.count == 1 ? " function" : " functions");
}

void ranking_append_shares(struct buffer *text, const struct ranking *ranking,
                           const struct ranking_list *list,
                           void (*append_name)(struct buffer *text, const char *name, size_t size,
                                               size_t most))
{
	const enum measure measure = measure_of(ranking, list);
	for (size_t i = 0; i < list->count; i++) {
		const struct ranking_row *row = &list->items[i];
		buffer_text(text, i ? ", " : "");
		const struct frame *frame = ranking->profile->frames.items;
		if (row->depth)
			append_name(text, frame[*row->numbers - 1].name,
			            frame[*row->numbers - 1].size, SUBJECT_MOST);
		else
			append_name(text, row->name.at, row->name.size, SUBJECT_MOST);
		buffer_byte(text, ' ');
		const uint64_t *weights = row->weights + (size_t)measure * ranking->columns;
		if (ranking->columns == 2)
			report_growth(text, ranking->profile->facts.unit.name, weights[0],
			              weights[1], ranking->places);
		else
			report_share(text, *weights, ranking->totals[0]);
	}
	if (list->more && list->kind != RANKING_FUNCTIONS)
		buffer_printf(text, ", %zu more", list->more);
}

size_t ranking_table_cells(const struct ranking *ranking, const struct ranking_list *list,
                           struct ranking_cell cells[RANKING_CELLS_MAX])
{
	const size_t all = ranking_cells(ranking, list, cells);
	size_t count = 0;
	bool modules = false;
	for (size_t i = 0; i < list->count; i++)
		modules |= list->items[i].module.size > 0;
	for (size_t c = 0; c < all; c++)
		if (cells[c].kind != CELL_BAR && (cells[c].kind != CELL_MODULE || modules))
			cells[count++] = cells[c];
	return count;
}
