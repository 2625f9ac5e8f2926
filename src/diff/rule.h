/* Limits that users set to what may change:
 *
 *     rule    = subject [ "(" REGEX ")" ] sign number [ unit ]
 *     subject = "self" | "total" | "all"
 *     sign    = ">" | "<"
 *     number  = [ "+" | "-" ] digits [ "." digits ]      below 1000000, at most 6 places
 *     unit    = "%" | "pp"
 *
 * Blanks may stand between these. self and total are the measures of frames, of all or of those
 * whose name the expression fits somewhere; all is the sum of all counts. What is compared with the
 * number is the change: with % in percent of the count before (new frames changed by more than any
 * number), with pp in percentage points: the share of the whole after less that before; without a
 * unit in counts. "total>5%" is exceeded where the total of any frame grew by more than a
 * twentieth, "self(malloc)<-2pp" where malloc's share shrank by more than two points. */
#ifndef STACKFOLD_DIFF_RULE_H
#define STACKFOLD_DIFF_RULE_H

#include "base/pattern.h"
#include "diff/judge.h"

enum rule_unit { RULE_COUNTS, RULE_PERCENT, RULE_POINTS };

struct rule {
	const char *text; /* as it was given */
	bool all;         /* of the sum of all counts; else of frames in this measure: */
	enum measure measure;
	struct pattern *frame; /* NULL: every frame */
	bool below;            /* "<" */
	bool negative;         /* the number's sign */
	struct decimal limit;  /* without sign, at most 6 places */
	enum rule_unit unit;
};

/* Reads a rule; text must stay. STATUS_FAILED with what is wrong, and in *offset where (bytes);
 * STATUS_FATAL without memory. rule_free() frees in any case. */
enum status rule_parse(const char *text, struct rule *rule, size_t *offset, struct error *err);
void rule_free(struct rule *rule);

/* A change that a rule does not allow. */
struct breach {
	size_t rule; /* which one */
	struct change change;
};

struct breaches {
	struct breach *items; /* by rule, then the largest change in counts first, then by name */
	size_t count, capacity;
};

/* Finds all changes that pass a limit, in exact arithmetic (for pp, where the sums are below 2^48
 * units; beyond, they are rounded to that). Left out are frames below min_share in the rule's
 * measure, and, where runs were tested, what is within noise. STATUS_FATAL without memory,
 * STATUS_FAILED where a search passed PCRE2's limits; free(items) frees in any case. */
enum status rules_judge(const struct rule *rules, size_t count, const struct judgement *judgement,
                        struct breaches *breaches, struct error *err);

#endif
