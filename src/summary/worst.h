/* The changes of many comparisons in one list. */
#ifndef STACKFOLD_SUMMARY_WORST_H
#define STACKFOLD_SUMMARY_WORST_H

#include "summary/summary_format.h"

/* A change of one row. */
struct worst_change {
	const struct comparison_row *row;
	const struct row_change *change;
	double size; /* of the difference, relative to all weights of its row: 0.012 is 1.2 % of
	                them; above 0: growth */
	/* The change that it comes of, which precedes it in the list; itself, if it comes of none;
	 * NULL: of a sum. */
	const struct row_change *cause;
	double cause_size;
	size_t followers; /* changes that come of it */
};

struct worst {
	struct worst_change *changes;
	size_t count;
	size_t causes; /* so many of them do not follow others */
};

/* Lists the changes of functions that are more than noise, in one direction: those of self first,
 * which name the functions that do the work, then those of total, their callers; of each the
 * largest relative to the sum of their benchmark first, because weights of benchmarks differ too
 * much to compare; then by row and by name. Of a function whose self and total changed by the same,
 * only self is listed; totals of functions with at least 99.5 % of all weights on both sides, such
 * as main, are not, as they repeat the sum. Changes that come of another one in the list (the
 * totals of its callers) stand after it. False without memory. free(worst->changes) frees. */
bool worst_make(const struct summary *summary, bool growth, struct worst *worst);

/* The rows in which the sum of all weights was compared, the largest growth relative to the weight
 * before first, those that are within noise after those that are not. */
bool worst_totals(const struct summary *summary, struct worst *worst);

/* How many rows have a change that exceeded a limit by more than noise. */
size_t worst_exceeded(const struct summary *summary);

#endif
