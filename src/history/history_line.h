/* A line of a history: what one benchmark took in one run.
 *
 *     {"run": "4f2a9c1", "benchmark": "json/parse", "unit": "ns", "total": 2947200000,
 *      "recordings": 5, "samples": 14736, "min_share_percent": 1,
 *      "functions": [{"name": "block_checksum", "self": 9.9312, "total": 10.1205}, ...]}
 *
 * (on one line). Shares are percent of the total with four places. */
#ifndef STACKFOLD_HISTORY_HISTORY_LINE_H
#define STACKFOLD_HISTORY_HISTORY_LINE_H

#include "base/buffer.h"
#include "base/number.h"
#include "base/pattern.h"
#include "base/status.h"
#include "base/text.h"
#include "report/comparison_row.h"

enum { HISTORY_SHARE_PLACES = 4, HISTORY_SHARE_ALL = 1000000 };

struct history_function {
	struct text name;
	uint32_t share[MEASURES]; /* of HISTORY_SHARE_ALL, which is 100 % */
};

/* Texts belong to the caller. */
struct history_line {
	struct text run;          /* a commit, a build's number: any text that is not empty */
	struct text benchmark;    /* likewise */
	struct text unit;         /* size 0: not known */
	struct decimal total;     /* of all counts: the mean of the recordings */
	unsigned recordings;      /* that it was made of; at least 1 */
	uint64_t samples;         /* in all recordings; 0: not known */
	struct decimal min_share; /* percent: functions that took less in total are left out */
	struct history_function *functions; /* the largest self share first, then by name */
	size_t count;
};

/* Which functions a line keeps. */
struct history_choice {
	struct decimal
		min_share; /* percent, at most 4 places: those with this share in total, ... */
	size_t most;       /* ... at most so many, the largest self shares; 0: no limit */
	struct pattern
		*always; /* and those whose names it matches, whatever they take; NULL: none */
};

/* Makes the line of a run from the side after of a row (of a report over many comparisons), whose
 * state is not ROW_GONE, ROW_FAILED. Texts stay the row's and the caller's. Free it with
 * history_line_free. STATUS_FAILED if a search exceeded PCRE2's limits, STATUS_FATAL without
 * memory; nothing is to be freed then. Cost: a sort of the row's functions. */
enum status history_line_make(const struct comparison_row *row, const char *run,
                              const struct history_choice *choice, struct history_line *line,
                              struct error *err);
void history_line_free(struct history_line *line); /* its functions only */

/* Appends the line with its newline. Bytes of texts that are not UTF-8 become U+FFFD. What memory
 * lacks shows in text->failed. */
void history_line_append(const struct history_line *line, struct buffer *text);

#endif
