#include "diff/rule.h"

#include "base/text.h"
#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum {
	LIMIT_DIGITS = 6, /* before the point and behind it */
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

/* Where the sign stands that the limit follows: the last one, as an expression may hold others. */
static const char *find_sign(const char *text)
{
	const char *sign = NULL;
	for (; *text; text++)
		if (*text == '>' || *text == '<')
			sign = text;
	return sign;
}

/* Reads what stands before the sign: the subject and an expression. *at is where it is wrong. */
static enum status parse_subject(const char *sign, struct rule *rule, const char **at,
                                 struct error *err)
{
	size_t size = strspn(*at, "abcdefghijklmnopqrstuvwxyz"), i = 0;
	while (i < sizeof subjects / sizeof *subjects &&
	       !(strlen(subjects[i].name) == size && memcmp(subjects[i].name, *at, size) == 0))
		i++;
	if (i == sizeof subjects / sizeof *subjects)
		return error_set(err, STATUS_FAILED, "self, total or all should stand here");
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

/* Reads the number and its unit behind the sign. */
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
		return error_set(err, STATUS_FAILED, "a number should stand here");
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
	                 "nothing (counts) should stand here");
}

enum status rule_parse(const char *text, struct rule *rule, size_t *offset, struct error *err)
{
	*rule = (struct rule){.text = text};
	const char *at = skip_blanks(text), *sign = find_sign(text);
	enum status status = parse_subject(sign ? sign : text + strlen(text), rule, &at, err);
	if (!status && at != sign)
		status = error_set(err, STATUS_FAILED,
		                   rule->all || rule->frame ? "> or < should stand here"
		                                            : "> or <, or a regular expression in "
		                                              "parentheses, should stand here");
	if (!status) {
		rule->below = *at == '<';
		at++;
		status = parse_limit(rule, &at, err);
	}
	if (!status && rule->all && rule->unit == RULE_POINTS) {
		at = strstr(sign, "pp");
		status = error_set(err, STATUS_FAILED,
		                   "the share of all counts in the whole does not change: use %%");
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

/* Whether the change passes the limit: factor * (a - b) against limit * base, all of them whole
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
	/* after / whole_after - before / whole_before, in percent of the product of both */
	wide a = (wide)after * whole_before * 100, b = (wide)before * whole_after * 100;
	wide limit = (wide)rule->limit.value;
	if (limit > 1000 * (wide)number_power10(rule->limit.places))
		limit = 1000 * (wide)number_power10(rule->limit.places); /* no change is as large */
	struct rule capped = *rule;
	capped.limit.value = (uint64_t)limit;
	return passes(&capped, a, b, (wide)whole_before * whole_after);
}

static bool is_breach(const struct rule *rule, const struct comparison *comparison,
                      const struct change *change)
{
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

static enum status consider(const struct rule *rules, size_t rule, uint32_t frame,
                            const struct judgement *judgement, struct breaches *breaches,
                            struct error *err)
{
	struct change change = judgement_change(judgement, frame, rules[rule].measure);
	if (change.noise || !judgement_counts(judgement, &change) ||
	    !is_breach(&rules[rule], judgement->comparison, &change))
		return STATUS_OK;
	if (!vector_reserve(&breaches->items, &breaches->capacity, breaches->count + 1))
		return error_no_memory(err);
	breaches->items[breaches->count++] = (struct breach){rule, change};
	return STATUS_OK;
}

static enum status judge_frames(const struct rule *rules, size_t rule,
                                const struct judgement *judgement, struct breaches *breaches,
                                struct error *err)
{
	const struct frames *frames = &judgement->comparison->pair.frames;
	struct pattern *frame = rules[rule].frame;
	enum status status = STATUS_OK;
	for (size_t f = 0; !status && f < frames->count; f++)
		if (!frame || pattern_matches(frame, frames->items[f].name, frames->items[f].size))
			status = consider(rules, rule, (uint32_t)f, judgement, breaches, err);
	const char *failure = frame ? pattern_failure(frame) : NULL;
	if (!status && failure)
		status = error_set(err, STATUS_FAILED, "--fail-on '%s': a search failed: %s",
		                   rules[rule].text, failure);
	return status;
}

static int by_rule(const void *a, const void *b, void *frames)
{
	const struct breach *x = a, *y = b;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return change_order(&x->change, &y->change, frames);
}

enum status rules_judge(const struct rule *rules, size_t count, const struct judgement *judgement,
                        struct breaches *breaches, struct error *err)
{
	enum status status = STATUS_OK;
	*breaches = (struct breaches){0};
	for (size_t i = 0; !status && i < count; i++)
		status = rules[i].all ? consider(rules, i, CHANGE_ALL, judgement, breaches, err)
		                      : judge_frames(rules, i, judgement, breaches, err);
	if (breaches->count)
		qsort_r(breaches->items, breaches->count, sizeof *breaches->items, by_rule,
		        (void *)(uintptr_t)&judgement->comparison->pair.frames);
	return status;
}
