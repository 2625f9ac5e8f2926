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

static int by_size(const struct row_change *x, double size_x, const struct row_change *y,
                   double size_y)
{
	if (x->measure != y->measure)
		return (int)x->measure - (int)y->measure;
	if (fabs(size_x) != fabs(size_y))
		return fabs(size_x) < fabs(size_y) ? 1 : -1;
	return 0;
}

/* Causes by their size, each with those that come of it after it. */
static int by_cause(const void *a, const void *b)
{
	const struct worst_change *x = a, *y = b;
	int order = by_size(x->cause, x->cause_size, y->cause, y->cause_size);
	if (!order && x->row != y->row)
		order = x->row < y->row ? -1 : 1;
	if (!order && x->cause != y->cause)
		order = strcmp(x->cause->name, y->cause->name);
	if (!order)
		order = (x->change != x->cause) - (y->change != y->cause);
	if (!order)
		order = by_size(x->change, x->size, y->change, y->size);
	return order ? order : strcmp(x->change->name, y->change->name);
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

/* The change that another one comes of, among `count` of the same row: that of self, or else of
 * total. Itself if there is none. */
static const struct worst_change *find_cause(const struct worst_change *changes, size_t count,
                                             const struct worst_change *of)
{
	const struct worst_change *found = of;
	for (size_t i = 0; of->change->cause && i < count; i++) {
		const struct worst_change *at = &changes[i];
		if (at == of || at->change->cause ||
		    strcmp(at->change->name, of->change->cause) != 0)
			continue;
		if (found == of || at->change->measure == MEASURE_SELF)
			found = at;
	}
	return found;
}

/* Adds the changes of a row, in one direction. */
static void add_row(struct worst *worst, const struct comparison_row *row, bool growth)
{
	struct worst_change *own = worst->changes + worst->count;
	size_t count = 0;
	for (size_t c = 0; c < row->change_count; c++) {
		const struct row_change *change = &row->changes[c];
		const double size = size_of(change);
		if (change->name && !change->noise && (growth ? size > 0 : size < 0) &&
		    !is_repeated(row, change))
			own[count++] = (struct worst_change){
				.row = row, .change = change, .size = size};
	}
	for (size_t i = 0; i < count; i++) {
		const struct worst_change *cause = find_cause(own, count, &own[i]);
		own[i].cause = cause->change;
		own[i].cause_size = cause->size;
	}
	worst->count += count;
}

/* Counts the changes that follow each cause in the sorted list. */
static void count_followers(struct worst *worst)
{
	struct worst_change *cause = NULL;
	for (size_t i = 0; i < worst->count; i++) {
		struct worst_change *at = &worst->changes[i];
		if (at->cause != at->change) {
			cause->followers++;
			continue;
		}
		cause = at;
		worst->causes++;
	}
}

bool worst_make(const struct summary *summary, bool growth, struct worst *worst)
{
	*worst = (struct worst){
		.changes = malloc((count_changes(summary) + 1) * sizeof *worst->changes)};
	if (!worst->changes)
		return false;
	for (size_t i = 0; i < summary->count; i++)
		if (summary->rows[i].state == ROW_COMPARED)
			add_row(worst, &summary->rows[i], growth);
	if (worst->count)
		qsort(worst->changes, worst->count, sizeof *worst->changes, by_cause);
	count_followers(worst);
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
			worst->changes[worst->count++] = (struct worst_change){
				.row = row, .change = &row->all, .size = size_of(&row->all)};
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
