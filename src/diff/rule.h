/* Limits that users set for changes:
 *
 *     rule    = subject [ "(" REGEX ")" ] sign number [ unit ]
 *     subject = "self" | "total" | "all"
 *     sign    = ">" | "<"
 *     number  = [ "+" | "-" ] digits [ "." digits ]      below 1000000, at most 6 places
 *     unit    = "%" | "pp"
 *
 * There may be blanks between these. self and total are the measures of frames: of all frames, or
 * of those whose name the expression matches somewhere; all is the sum of all counts as read. The
 * change is compared with the number: with % in percent of the count before (a new frame exceeds
 * any number), with pp in percentage points (the share of the whole after, minus the share before),
 * without a unit in counts. "total>5%" is exceeded if the total of any frame grew by more than 5
 * percent, "self(malloc)<-2pp" if malloc's share shrank by more than two points. */
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

/* A change that exceeds the limit of a rule. */
struct breach {
	size_t rule;          /* which one */
	struct change change; /* p, adjusted and noise are those of the rule's tests */
};

/* By rule, then the largest change in counts first, then by name. */
struct breach_list {
	struct breach *items;
	size_t count, capacity;
};

struct breaches {
	struct breach_list exceeded; /* changes beyond a limit that are more than noise */
	struct breach_list noise;    /* changes beyond a limit that may be chance */
	const char **unchecked; /* of each rule: why it checks nothing, "names no frame"; NULL: it
	                           checks something */
	/* By frame, and last of CHANGE_ALL: 1 + which of `exceeded` has the smallest p, 0: none.
	 * NULL if nothing exceeded. */
	size_t *smallest[MEASURES];
};

/* Finds all changes that exceed a limit, in exact arithmetic (for pp, if the sums are below 2^48
 * units; larger sums are rounded to that). A rule with an expression checks all frames that it
 * names, however small; a rule without one leaves out frames below min_share in its measure. Frames
 * that have no counts in its measure on either side are left out.
 *
 * If the judgement makes tests, each rule has its own: in the direction of its sign, of shares if
 * its unit is pp, and of the raw sums for "all". They are adjusted for the number of frames that
 * are tested: those that the rule names, or those that are large enough. So the rate of false
 * alarms is that of each rule. A change that is not significant is noise, except if no change at
 * all would exceed the limit, as in "total(f)>-20%".
 *
 * STATUS_FATAL without memory, STATUS_FAILED if a search exceeded PCRE2's limits;
 * breaches_free() frees in any case. Cost: a test for each frame that a rule names. */
enum status rules_judge(const struct rule *rules, size_t count, const struct judgement *judgement,
                        struct breaches *breaches, struct error *err);
void breaches_free(struct breaches *breaches);

/* Why a rule checked nothing, as the words after its text: "names no frame". NULL: it checked. */
static inline const char *breaches_unchecked(const struct breaches *breaches, size_t rule)
{
	return breaches->unchecked ? breaches->unchecked[rule] : NULL;
}

/* The change of a frame, or of CHANGE_ALL, as judgement_change has it; where it exceeded limits it
 * has the smallest p of their tests, and is no noise. */
struct change breaches_change(const struct breaches *breaches, const struct judgement *judgement,
                              uint32_t frame, enum measure measure);

/* Adds the marks of the frames that exceeded a limit by more than chance; nothing where none are
 * given. STATUS_FATAL without memory. */
enum status breaches_mark(const struct breaches *breaches, const struct judgement *judgement,
                          struct marks *marks, struct error *err);

#endif
