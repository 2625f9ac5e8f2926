/* What the formats of comparisons share: their numbers and names as people read them. */
#ifndef STACKFOLD_REPORT_PARTS_H
#define STACKFOLD_REPORT_PARTS_H

#include "report/lists.h"
#include "report/names.h"
#include "report/numbers.h"

/* report_amount in the unit of the report. */
void report_weight(struct buffer *text, const struct report *report, uint64_t units,
                   unsigned places, bool bare);
/* The difference as a bare weight, with its sign: +12, -3.5, 0, +451 ms. */
void report_difference(struct buffer *text, const struct report *report,
                       const struct change *change);
/* The difference relative to the count before: +12.5%, new, gone, 0.0%. */
void report_relative(struct buffer *text, const struct change *change);
/* The change's shares of all counts: 1.23%; of CHANGE_ALL 100.00%. */
void report_share_of(struct buffer *text, const struct report *report, const struct change *change,
                     int side);

/* The frame's name in valid UTF-8 without control characters, cut to `most` characters (0: not)
 * with "..." in the middle. "all" for CHANGE_ALL. */
void report_name(struct buffer *text, const struct report *report, uint32_t frame, size_t most);
/* To how many characters the name of an item is cut: `most`, or 0 (not) where another item's name
 * would look the same. What memory lacks shows in text->failed. Cost: a look at each item's name.
 */
size_t report_cut(struct buffer *text, const struct report *report, const struct report_list *list,
                  size_t item, size_t most);
/* "3 runs: a.folded, b.folded, c.folded" or the name alone. */
void report_inputs(struct buffer *text, const struct report *report, int side);

/* "2.01, 1.98", the factors of a side's runs. */
void report_factors(struct buffer *text, const struct report *report, int side);

/* How many tests were made, and of what: "12, significant at 0.05 after adjustment". */
void report_tests(struct buffer *text, const struct report *report);

#endif
