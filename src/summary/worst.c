#include "summary/worst.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The sum of all weights that a function's weight is a share of, in the same units. */
static double whole_of(const struct row_change *change, int side)
{
	return change->share[side] > 0 ? (double)change->weight[side] / change->share[side] : 0;
}

static double size_of(const struct row_change *change)
{
	double before = (double)change->weight[DIFF_BEFORE],
	       after = (double)change->weight[DIFF_AFTER];
	double whole = change->name
	                       ? fmax(whole_of(change, DIFF_BEFORE), whole_of(change, DIFF_AFTER))
	                       : before;
	if (whole > 0)
		return (after - before) / whole;
	return after > 0 ? INFINITY : 0;
}

static int by_size(const void *a, const void *b)
{
	const struct worst_change *x = a, *y = b;
	double of_x = fabs(x->size), of_y = fabs(y->size);
	if (x->change->measure != y->change->measure)
		return (int)x->change->measure - (int)y->change->measure;
	if (of_x != of_y)
		return of_x < of_y ? 1 : -1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (!x->change->name || !y->change->name)
		return 0;
	return strcmp(x->change->name, y->change->name);
}

/* Totals with this share are those of main and its like: they change as the sum does. */
static const double nearly_all = 0.995;

/* Whether a total says nothing new: the function's self changed by the same, as it calls nothing
 * that matters, or it is in nearly all stacks. */
static bool is_repeated(const struct comparison_row *row, const struct row_change *change)
{
	if (change->measure != MEASURE_TOTAL)
		return false;
	if (change->share[DIFF_BEFORE] >= nearly_all && change->share[DIFF_AFTER] >= nearly_all)
		return true;
	for (size_t i = 0; i < row->change_count; i++) {
		const struct row_change *other = &row->changes[i];
		if (other->measure == MEASURE_SELF && !other->noise && other->name &&
		    memcmp(other->weight, change->weight, sizeof other->weight) == 0 &&
		    strcmp(other->name, change->name) == 0)
			return true;
	}
	return false;
}

static size_t count_changes(const struct summary *summary)
{
	size_t count = 0;
	for (size_t i = 0; i < summary->count; i++)
		count += summary->rows[i].change_count;
	return count;
}

bool worst_make(const struct summary *summary, bool growth, struct worst *worst)
{
	*worst = (struct worst){
		.changes = malloc((count_changes(summary) + 1) * sizeof *worst->changes)};
	if (!worst->changes)
		return false;
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		for (size_t c = 0; row->state == ROW_COMPARED && c < row->change_count; c++) {
			const struct row_change *change = &row->changes[c];
			double size = size_of(change);
			if (change->name && !change->noise && (growth ? size > 0 : size < 0) &&
			    !is_repeated(row, change))
				worst->changes[worst->count++] = (struct worst_change){row, change,
				                                                       size};
		}
	}
	if (worst->count)
		qsort(worst->changes, worst->count, sizeof *worst->changes, by_size);
	return true;
}

/* What is more than noise first, then the largest growth. */
static int by_growth(const void *a, const void *b)
{
	const struct worst_change *x = a, *y = b;
	if (x->change->noise != y->change->noise)
		return x->change->noise ? 1 : -1;
	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return (x->row > y->row) - (x->row < y->row);
}

bool worst_totals(const struct summary *summary, struct worst *worst)
{
	*worst = (struct worst){.changes = malloc((summary->count + 1) * sizeof *worst->changes)};
	if (!worst->changes)
		return false;
	for (size_t i = 0; i < summary->count; i++) {
		const struct comparison_row *row = &summary->rows[i];
		if (row->state == ROW_COMPARED)
			worst->changes[worst->count++] = (struct worst_change){row, &row->all,
			                                                       size_of(&row->all)};
	}
	if (worst->count)
		qsort(worst->changes, worst->count, sizeof *worst->changes, by_growth);
	return true;
}

size_t worst_exceeded(const struct summary *summary)
{
	size_t count = 0;
	for (size_t i = 0; i < summary->count; i++)
		count += summary->rows[i].exceeded > 0;
	return count;
}
