/* Limits that users set to what may change:
 *
 *     rule    = subject [ "(" REGEX ")" ] sign number [ unit ]
 *     subject = "self" | "total" | "all"
 *     sign    = ">" | "<"
 *     number  = [ "+" | "-" ] digits [ "." digits ]      below 1000000, at most 6 places
 *     unit    = "%" | "pp"
 *
 * Blanks may stand between these. self and total are the measures of frames, of all or of those
 * whose name the expression fits somewhere; all is the sum of all counts, as they were read. What
 * is compared with the number is the change: with % in percent of the count before (new frames
 * changed by more than any number), with pp in percentage points: the share of the whole after less
 * that before; without a unit in counts. "total>5%" is exceeded where the total of any frame grew
 * by more than a twentieth, "self(malloc)<-2pp" where malloc's share shrank by more than two
 * points. */
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

/* A change that passes a rule's limit. */
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
	struct breach_list exceeded; /* what a rule does not allow */
	struct breach_list noise;    /* what passes a limit, but may be chance */
	const char **unchecked; /* of each rule: why it checks nothing, "names no frame"; NULL: it
	                           checks something */
	/* By frame, and last of CHANGE_ALL: 1 + which of `exceeded` has the smallest p, 0: none.
	 * NULL where nothing exceeded. */
	size_t *smallest[MEASURES];
};

/* Finds all changes that pass a limit, in exact arithmetic (for pp, where the sums are below 2^48
 * units; beyond, they are rounded to that). A rule with an expression checks all frames that it
 * names, however small; one without leaves out those below min_share in its measure. Frames that
 * have no counts in its measure on either side are left out.
 *
 * Where the judgement makes tests, each rule has its own: of the direction that its sign names, of
 * shares where its unit is pp, and of the raw sums for "all"; adjusted for the number of frames
 * that are tested: those that it names, or those that are large enough. So the rate of false alarms
 * is that of a rule. What is not significant is noise, but where no change at all would pass the
 * limit, as in "total(f)>-20%", chance excuses nothing.
 *
 * STATUS_FATAL without memory, STATUS_FAILED where a search passed PCRE2's limits;
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
