/* One benchmark of a report of many: what it weighs, what it is compared with, and what changed.
 * Reports over many comparisons (summaries, histories, pages, the manifest) are made of an array of
 * rows. A row does not refer to the profiles; the caller that makes it owns its texts. */
#ifndef STACKFOLD_REPORT_COMPARISON_ROW_H
#define STACKFOLD_REPORT_COMPARISON_ROW_H

#include "diff/runs.h"
#include "totals/totals.h"

enum row_state {
	ROW_ALONE,    /* there is no baseline to compare with: only the side after is set */
	ROW_COMPARED, /* both sides are set */
	ROW_NEW,      /* the baseline does not have it: only the side after is set */
	ROW_GONE,     /* only the baseline has it: only the side before is set */
	ROW_APART,    /* both sides are set, but they cannot be compared, and `why` says why */
	ROW_FAILED,   /* it could not be read, and `why` says why; neither side need be set */
	ROW_STATES
};

/* The sums of one side, the means of its runs. */
struct row_side {
	unsigned runs;   /* 0: the side is not set */
	uint64_t weight; /* in units of 10^-places; as it was read, not scaled */
	double samples;  /* of all runs together; 0: not known */
	double spread;   /* the standard deviation of the runs' weights, in the same units; 0 with
	                    one run */
};

/* A function of the side after (of ROW_GONE: before), the heaviest first. */
struct row_function {
	const char *name;        /* valid UTF-8 without control characters */
	uint64_t of[MEASURES];   /* means of the runs, in units of 10^-places */
	double share[MEASURES];  /* of its run's weight, 0 to 1: the mean of the runs */
	double spread[MEASURES]; /* the standard deviation of these shares; 0 with one run */
};

/* How a function's weight, or the sum of all, changed. */
struct row_change {
	const char *name;              /* valid UTF-8 without control characters; NULL: the sum of
	                                  all weights */
	enum measure measure;          /* of the function */
	uint64_t weight[DIFF_COLUMNS]; /* before, after: scaled so that they compare, in units of
	                                  10^-places; the sum of all is as it was read */
	double share[DIFF_COLUMNS];    /* of the whole side, 0 to 1; NAN: the sum of all */
	double p, adjusted;            /* of the test, and adjusted for the number of tests; NAN:
	                                  not tested */
	bool noise;                    /* tests were made, and this is no more than chance */
	const char *cause;             /* the function whose change this one comes of (see
	                                  diff/causes.h), which has a change in the same list;
	                                  NULL: none */
};

/* A change that passed a limit of --fail-on. */
struct row_breach {
	const char *rule;  /* as the user wrote it: "total>5%" */
	const char *text;  /* "total(parse) grew by 12.5% (1,234 -> 1,388)" */
	bool noise;        /* within noise: it does not count */
	const char *name;  /* of the function; NULL: it is the sum of all weights */
	const char *cause; /* the function whose change, which passed the same limit, this one comes
	                      of; NULL: none */
};

/* A limit that checked nothing. */
struct row_unchecked {
	const char *rule;
	const char *why; /* "names no frame" */
};

struct comparison_row {
	const char *name; /* as people read it: valid UTF-8 without control characters; no two rows
	                     have the same */
	const char *page; /* the path of its page in the report: "profiles/parse.html", safe in
	                     URLs; NULL: it has none */
	enum row_state state;
	const char *why;    /* what is wrong, in words; NULL: nothing is; of ROW_COMPARED: why the
	                       changes are of little use */
	const char *unit;   /* of all weights: "ns", "samples"; NULL: not known */
	const char *event;  /* "cpu-clock"; NULL: not known */
	unsigned places;    /* of all weights: 2 means that 1050 is 10.5 */
	const char *scaled; /* how weights were scaled, so that a change of the sum does not show in
	                       functions: "total"; NULL: it does */
	bool tested;        /* changes were tested for significance */
	struct row_side side[DIFF_COLUMNS];
	struct row_change all; /* of the sum of all weights; both sides are 0 unless ROW_COMPARED */

	const struct row_function *functions;
	size_t function_count;

	/* Of ROW_COMPARED: first those that are more than noise, then the others; of each kind the
	 * largest in weight first. */
	const struct row_change *changes;
	size_t change_count;
	size_t changes_more; /* that are more than noise and were left out of the list */

	const struct row_breach *breaches; /* those that count first */
	size_t breach_count;
	size_t exceeded; /* how many of them count */

	const struct row_unchecked *unchecked;
	size_t unchecked_count;
};

#endif
