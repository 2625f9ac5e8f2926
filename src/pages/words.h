/* What a row says, in words. */
#ifndef STACKFOLD_PAGES_WORDS_H
#define STACKFOLD_PAGES_WORDS_H

#include "base/buffer.h"
#include "report/comparison_row.h"

/* The side that is shown: after, or of what is gone before. */
const struct row_side *words_side(const struct comparison_row *row);

/* A row's weight in its unit: "2.45 s", "1,234 samples". */
void words_weight(struct buffer *text, const struct comparison_row *row);

/* The same with its samples, event and runs: "2.45 s in 487 samples of cpu-clock, mean of 3 runs".
 */
void words_measured(struct buffer *text, const struct comparison_row *row);

/* What became of the row: "2 limits exceeded", "no significant change", "new"; "" where it is as it
 * should be. *look: the class by which style.css colours it. */
void words_verdict(struct buffer *text, const struct comparison_row *row, const char **look);

/* The largest change that is more than noise: the first of those of functions; NULL: there is none.
 */
const struct row_change *words_largest(const struct comparison_row *row);

/* By how many percentage points its share of all changed. */
double words_points(const struct row_change *change);

#endif
