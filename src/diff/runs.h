/* The runs that are compared: one profile with a column for each, those before first. */
#ifndef STACKFOLD_DIFF_RUNS_H
#define STACKFOLD_DIFF_RUNS_H

#include "base/status.h"
#include "diff/match.h"
#include "store/profile.h"

enum { DIFF_BEFORE, DIFF_AFTER, DIFF_COLUMNS }; /* sides, and the columns of a pair */

struct runs {
	struct profile profile;       /* runs[before] + runs[after] columns */
	unsigned count[DIFF_COLUMNS]; /* each at least 1, together at most STACKS_COLUMNS_MAX */
};

/* The weights of runs alone: what scaling needs of them, wherever they are. */
struct run_table {
	const uint64_t *weights;      /* run c of stack i: weights[i * columns + c], ... */
	size_t count;                 /* ... of so many stacks, ... */
	unsigned columns;             /* ... so many runs, those before first, ... */
	unsigned places;              /* ... in units of 10^-places */
	unsigned sides[DIFF_COLUMNS]; /* runs on each side */
};

void runs_init(struct runs *runs, unsigned before, unsigned after);

/* Adds a profile of one column as that column, with the names that match makes (NULL: unchanged):
 * stacks that become the same are added up. `from` is unchanged. STATUS_FAILED if a sum
 * overflows or a name cannot be matched, STATUS_FATAL without memory. Cost: one pass over the
 * frame names, one over the stacks. */
enum status runs_add(struct runs *runs, unsigned column, const struct profile *from,
                     struct match *match, struct error *err);

/* Adds all profiles, those before first, and for each side their advice, once for each kind
 * (advised.h). */
enum status runs_add_all(struct runs *runs, const struct profile *const *profiles,
                         struct match *match, struct error *err);

/* The table of the runs' weights. */
struct run_table runs_table(const struct runs *runs);

/* The first column of a side. */
static inline unsigned runs_first(const struct run_table *table, int side)
{
	return side == DIFF_BEFORE ? 0 : table->sides[DIFF_BEFORE];
}

void runs_free(struct runs *runs);

#endif
