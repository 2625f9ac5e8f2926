#include "diff/rule.h"

#include "base/text.h"
#include "base/vector.h"
#include "diff/statistics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	LIMIT_DIGITS = 6, /* at most, before the point and after it */
	SUM_BITS = 48,    /* see rules_judge */
};

/* --- reading -------------------------------------------------------------------------------- */

static const struct {
	const char *name;
	bool all;
	enum measure measure;
} subjects[] = {
	{"self", false, MEASURE_SELF},
	{"total", false, MEASURE_TOTAL},
	{"all", true, MEASURE_TOTAL},
};

static const struct {
	const char *name;
	enum rule_unit unit;
} units[] = {
	{"", RULE_COUNTS},
	{"%", RULE_PERCENT},
	{"pp", RULE_POINTS},
};

static const char *skip_blanks(const char *at)
{
	return at + strspn(at, " \t");
}

/* The position of the sign before the limit: the last one, because an expression may contain
 * others. */
static const char *find_sign(const char *text)
{
	const char *sign = NULL;
	for (; *text; text++)
		if (*text == '>' || *text == '<')
			sign = text;
	return sign;
}

/* Reads the text before the sign: the subject and an expression. *at: the position of an error. */
static enum status parse_subject(const char *sign, struct rule *rule, const char **at,
                                 struct error *err)
{
	size_t size = strspn(*at, "abcdefghijklmnopqrstuvwxyz"), i = 0;
	while (i < sizeof subjects / sizeof *subjects &&
	       !(strlen(subjects[i].name) == size && memcmp(subjects[i].name, *at, size) == 0))
		i++;
	if (i == sizeof subjects / sizeof *subjects)
		return error_set(err, STATUS_FAILED, "self, total or all is expected here");
	rule->all = subjects[i].all;
	rule->measure = subjects[i].measure;
	*at = skip_blanks(*at + size);
	if (*at == sign || **at != '(')
		return STATUS_OK;
	if (rule->all)
		return error_set(err, STATUS_FAILED,
		                 "all is the sum of all counts: it has no frames");
	const char *end = sign;
	while (end > *at + 1 && is_blank(end[-1]))
		end--;
	if (end[-1] != ')' || end == *at + 1) {
		*at = end;
		return error_set(err, STATUS_FAILED, "')' is missing here");
	}
	const char *regex = *at + 1;
	size_t offset = 0;
	enum status status = pattern_compile_at(regex, (size_t)(end - 1 - regex), &rule->frame,
	                                        &offset, err);
	*at = status ? regex + offset : sign;
	return status;
}

/* Reads the number and its unit after the sign. */
static enum status parse_limit(struct rule *rule, const char **at, struct error *err)
{
	static const char digits[] = "0123456789";
	*at = skip_blanks(*at);
	rule->negative = **at == '-';
	const char *number = *at + (**at == '-' || **at == '+');
	size_t whole = strspn(number, digits), places = 0, size = whole;
	if (number[whole] == '.') {
		places = strspn(number + whole + 1, digits);
		size = whole + 1 + places;
	}
	if (!whole)
		return error_set(err, STATUS_FAILED, "a number is expected here");
	if (decimal_parse(number, size, &rule->limit) != NUMBER_OK || places > LIMIT_DIGITS ||
	    rule->limit.value / number_power10(rule->limit.places) >= number_power10(LIMIT_DIGITS))
		return error_set(
			err, STATUS_FAILED,
			"this number is not below 1000000 or has more than 6 decimal places");
	*at = skip_blanks(number + size);
	size_t end = strcspn(*at, " \t");
	for (size_t i = 0; i < sizeof units / sizeof *units; i++)
		if (strlen(units[i].name) == end && memcmp(units[i].name, *at, end) == 0 &&
		    !*skip_blanks(*at + end)) {
			rule->unit = units[i].unit;
			return STATUS_OK;
		}
	return error_set(err, STATUS_FAILED,
	                 "%% (percent of the count before), pp (percentage points of the whole) or "
	                 "nothing (counts) is expected here");
}

enum status rule_parse(const char *text, struct rule *rule, size_t *offset, struct error *err)
{
	*rule = (struct rule){.text = text};
	const char *at = skip_blanks(text), *sign = find_sign(text);
	enum status status = parse_subject(sign ? sign : text + strlen(text), rule, &at, err);
	if (!status && at != sign)
		status = error_set(err, STATUS_FAILED,
		                   rule->all || rule->frame ? "> or < is expected here"
		                                            : "> or <, or a regular expression in "
		                                              "parentheses, is expected here");
	if (!status) {
		rule->below = *at == '<';
		at++;
		status = parse_limit(rule, &at, err);
	}
	if (!status && rule->all && rule->unit == RULE_POINTS) {
		at = strstr(sign, "pp");
		status = error_set(
			err, STATUS_FAILED,
			"pp cannot be used with 'all', whose share is always 100 %%: use %%");
	}
	*offset = (size_t)(at - text);
	return status;
}

void rule_free(struct rule *rule)
{
	pattern_free(rule->frame);
	rule->frame = NULL;
}

/* --- judging -------------------------------------------------------------------------------- */

typedef __int128 wide;

/* Whether the change passes the limit: compares factor * (a - b) with limit * base, all whole
 * numbers. */
static bool passes(const struct rule *rule, wide a, wide b, wide base)
{
	wide change = (a - b) * (wide)number_power10(rule->limit.places);
	wide limit = (rule->negative ? -(wide)rule->limit.value : (wide)rule->limit.value) * base;
	return rule->below ? change < limit : change > limit;
}

static bool points_pass(const struct rule *rule, const struct comparison *comparison,
                        const struct change *change)
{
	uint64_t before = change->before, after = change->after;
	uint64_t whole_before = comparison->totals[DIFF_BEFORE];
	uint64_t whole_after = comparison->totals[DIFF_AFTER];
	while (whole_before >> SUM_BITS) {
		whole_before >>= 1;
		before >>= 1;
	}
	while (whole_after >> SUM_BITS) {
		whole_after >>= 1;
		after >>= 1;
	}
	if (!whole_before || !whole_after)
		return false;
	/* after / whole_after - before / whole_before, in percent, times the product of both */
	wide a = (wide)after * whole_before * 100, b = (wide)before * whole_after * 100;
	wide limit = (wide)rule->limit.value;
	if (limit > 1000 * (wide)number_power10(rule->limit.places))
		limit = 1000 *
		        (wide)number_power10(rule->limit.places); /* no change is that large */
	struct rule capped = *rule;
	capped.limit.value = (uint64_t)limit;
	return passes(&capped, a, b, (wide)whole_before * whole_after);
}

/* The same for the raw sums. Their means are fractions, so each side's sum over its runs is
 * multiplied by the number of the other side's runs. */
static bool all_passes(const struct rule *rule, const struct comparison *comparison)
{
	wide sums[DIFF_COLUMNS] = {0};
	for (unsigned c = 0; c < comparison_columns(comparison); c++)
		sums[c >= comparison->count[DIFF_BEFORE]] += comparison->raw[c];
	wide before = sums[DIFF_BEFORE] * comparison->count[DIFF_AFTER];
	wide after = sums[DIFF_AFTER] * comparison->count[DIFF_BEFORE];
	wide unit = (wide)number_power10(comparison->run_places) * comparison->count[DIFF_BEFORE] *
	            comparison->count[DIFF_AFTER];
	if (rule->unit == RULE_COUNTS)
		return passes(rule, after, before, unit);
	return before ? passes(rule, after * 100, before * 100, before) : !rule->below && after;
}

static bool is_breach(const struct rule *rule, const struct comparison *comparison,
                      const struct change *change)
{
	if (rule->all)
		return all_passes(rule, comparison);
	switch (rule->unit) {
	case RULE_COUNTS:
		return passes(rule, change->after, change->before,
		              (wide)number_power10(comparison->pair.stacks.places));
	case RULE_PERCENT:
		if (!change->before)
			return !rule->below && change->after;
		return passes(rule, (wide)change->after * 100, (wide)change->before * 100,
		              change->before);
	case RULE_POINTS:
		return points_pass(rule, comparison, change);
	}
	return false;
}

/* The frames that a rule selects, and their tests. */
struct named {
	uint32_t *frames;
	double *p, *adjusted; /* of the tests */
	size_t *order;
	size_t count, tests;
};

static enum status named_make(struct named *named, size_t frames, struct error *err)
{
	*named = (struct named){
		.frames = malloc((frames + 1) * sizeof *named->frames),
		.p = malloc((frames + 1) * sizeof *named->p),
		.adjusted = malloc((frames + 1) * sizeof *named->adjusted),
		.order = malloc((frames + 1) * sizeof *named->order),
	};
	bool ok = named->frames && named->p && named->adjusted && named->order;
	return ok ? STATUS_OK : error_no_memory(err);
}

static void named_free(struct named *named)
{
	free(named->frames);
	free(named->p);
	free(named->adjusted);
	free(named->order);
}

static enum status named_find(const struct rule *rule, const struct frames *frames,
                              struct named *named, struct error *err)
{
	named->count = 0;
	if (rule->all) {
		named->frames[named->count++] = CHANGE_ALL;
		return STATUS_OK;
	}
	for (size_t f = 0; f < frames->count; f++)
		if (!rule->frame ||
		    pattern_matches(rule->frame, frames->items[f].name, frames->items[f].size))
			named->frames[named->count++] = (uint32_t)f;
	const char *failure = rule->frame ? pattern_failure(rule->frame) : NULL;
	return failure ? error_set(err, STATUS_FAILED, "--fail-on '%s': matching failed: %s",
	                           rule->text, failure)
	               : STATUS_OK;
}

/* Whether the rule requires a change, so that no change passes the limit: then noise does not
 * excuse a frame. */
static bool wants_change(const struct rule *rule)
{
	return rule->limit.value && rule->below != rule->negative;
}

/* Whether the rule checks a frame. All frames of an expression count, because the user selected
 * them. */
static bool is_checked(const struct rule *rule, const struct judgement *judgement,
                       const struct change *change)
{
	return rule->frame ? change->before || change->after : judgement_counts(judgement, change);
}

static bool is_tested(const struct rule *rule, const struct judgement *judgement, uint32_t frame)
{
	if (!judgement_tests(judgement) || wants_change(rule))
		return false;
	if (!rule->frame)
		return rule->all || judgement_tests_frame(judgement, frame, rule->measure);
	struct change change = judgement_change(judgement, frame, rule->measure);
	return is_checked(rule, judgement, &change);
}

/* Why a rule checks none of the frames that it names. */
static const char *why_unchecked(const struct rule *rule, const struct named *named)
{
	return !named->count ? "names no frame"
	       : rule->frame ? "names only frames whose count is 0"
	                     : "matches no frame as large as --min-share";
}

/* Makes the tests of a rule, in the order of the frames; frames that are not tested have none. */
static void named_test(const struct rule *rule, const struct judgement *judgement,
                       struct named *named)
{
	enum tail tail = rule->below ? TAIL_FEWER : TAIL_MORE;
	enum test_of of = rule->all                   ? TEST_OF_RAW
	                  : rule->unit == RULE_POINTS ? TEST_OF_SHARES
	                                              : TEST_OF_SCALED;
	named->tests = 0;
	for (size_t i = 0; i < named->count; i++)
		if (is_tested(rule, judgement, named->frames[i]))
			named->p[named->tests++] = judgement_test(judgement, named->frames[i],
			                                          rule->measure, of, tail);
	adjust_many(named->p, named->tests, named->adjusted, named->order);
}

static bool add_breach(struct breach_list *list, size_t rule, const struct change *change)
{
	if (!vector_reserve(&list->items, &list->capacity, list->count + 1))
		return false;
	list->items[list->count++] = (struct breach){rule, *change};
	return true;
}

static enum status judge_rule(const struct rule *rules, size_t at,
                              const struct judgement *judgement, struct named *named,
                              struct breaches *breaches, struct error *err)
{
	const struct rule *rule = &rules[at];
	enum status status = named_find(rule, &judgement->comparison->pair.frames, named, err);
	size_t test = 0;
	if (status)
		return status;
	breaches->unchecked[at] = why_unchecked(rule, named);
	named_test(rule, judgement, named);
	for (size_t i = 0; i < named->count; i++) {
		uint32_t frame = named->frames[i];
		struct change change = judgement_change(judgement, frame, rule->measure);
		change.p = change.adjusted = NAN;
		if (is_tested(rule, judgement, frame)) {
			change.p = named->p[test];
			change.adjusted = named->adjusted[test++];
		}
		change.noise = judgement_tests(judgement) && !wants_change(rule) &&
		               !judgement_significant(judgement, change.adjusted);
		if (!is_checked(rule, judgement, &change))
			continue;
		breaches->unchecked[at] = NULL;
		if (!is_breach(rule, judgement->comparison, &change))
			continue;
		if (!add_breach(change.noise ? &breaches->noise : &breaches->exceeded, at, &change))
			return error_no_memory(err);
	}
	return STATUS_OK;
}

static int by_rule(const void *a, const void *b, void *frames)
{
	const struct breach *x = a, *y = b;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return change_order(&x->change, &y->change, frames);
}

static void sort_list(struct breach_list *list, const struct frames *frames)
{
	if (list->count)
		qsort_r(list->items, list->count, sizeof *list->items, by_rule,
		        (void *)(uintptr_t)frames);
}

static size_t place_of(uint32_t frame, size_t frames)
{
	return frame == CHANGE_ALL ? frames : frame;
}

static enum status find_smallest(struct breaches *breaches, size_t frames, struct error *err)
{
	const struct breach_list *list = &breaches->exceeded;
	for (int m = 0; list->count && m < MEASURES; m++) {
		breaches->smallest[m] = calloc(frames + 1, sizeof *breaches->smallest[m]);
		if (!breaches->smallest[m])
			return error_no_memory(err);
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct change *change = &list->items[i].change;
		size_t *best =
			&breaches->smallest[change->measure][place_of(change->frame, frames)];
		if (!isnan(change->adjusted) &&
		    (!*best || change->adjusted < list->items[*best - 1].change.adjusted))
			*best = i + 1;
	}
	return STATUS_OK;
}

enum status rules_judge(const struct rule *rules, size_t count, const struct judgement *judgement,
                        struct breaches *breaches, struct error *err)
{
	const struct frames *frames = &judgement->comparison->pair.frames;
	struct named named;
	*breaches = (struct breaches){0};
	enum status status = named_make(&named, frames->count, err);
	breaches->unchecked = calloc(count + 1, sizeof *breaches->unchecked);
	if (!status && !breaches->unchecked)
		status = error_no_memory(err);
	for (size_t i = 0; !status && i < count; i++)
		status = judge_rule(rules, i, judgement, &named, breaches, err);
	sort_list(&breaches->exceeded, frames);
	sort_list(&breaches->noise, frames);
	if (!status)
		status = find_smallest(breaches, frames->count, err);
	named_free(&named);
	return status;
}

void breaches_free(struct breaches *breaches)
{
	free(breaches->exceeded.items);
	free(breaches->noise.items);
	free(breaches->unchecked);
	for (int m = 0; m < MEASURES; m++)
		free(breaches->smallest[m]);
	*breaches = (struct breaches){0};
}

/* --- what it means for others ---------------------------------------------------------------- */

struct change breaches_change(const struct breaches *breaches, const struct judgement *judgement,
                              uint32_t frame, enum measure measure)
{
	struct change change = judgement_change(judgement, frame, measure);
	size_t frames = judgement->comparison->pair.frames.count;
	const size_t *smallest = breaches->smallest[measure];
	size_t best = smallest ? smallest[place_of(frame, frames)] : 0;
	if (best) {
		const struct change *of_rule = &breaches->exceeded.items[best - 1].change;
		change.p = of_rule->p;
		change.adjusted = of_rule->adjusted;
		change.noise = false;
	}
	return change;
}

enum status breaches_mark(const struct breaches *breaches, const struct judgement *judgement,
                          struct marks *marks, struct error *err)
{
	static const int mark_of[MEASURES] = {MARK_SELF, MARK_TOTAL};
	const struct comparison *comparison = judgement->comparison;
	if (!marks->given)
		return STATUS_OK;
	for (size_t i = 0; i < breaches->exceeded.count; i++) {
		const struct change *change = &breaches->exceeded.items[i].change;
		if (isnan(change->adjusted))
			continue;
		if (change->frame == CHANGE_ALL) {
			/* the rule is about raw sums, which differ from the picture's if that is
			 * scaled */
			marks->all |= comparison->by == NORMALIZE_NOT;
			continue;
		}
		const struct frame *frame = &comparison->pair.frames.items[change->frame];
		marks_add(marks, mark_of[change->measure], frame->name, frame->size);
	}
	return marks->names.failed ? error_no_memory(err) : STATUS_OK;
}
