#include "report/breach.h"

#include "report/parts.h"

#include <math.h>
#include <stdlib.h>

size_t report_breaches_of(const struct breach_list *list, size_t rule, size_t from)
{
	size_t count = 0;
	while (from + count < list->count && list->items[from + count].rule == rule)
		count++;
	return count;
}

/* In hundredths of a percent, rounded as in report_share. */
static int64_t share_of(uint64_t units, uint64_t sum)
{
	return sum ? (int64_t)(((unsigned __int128)units * 10000 + sum / 2) / sum) : 0;
}

/* " grew by 12.5% (", in the unit of the rule. */
static void append_verdict(struct buffer *text, const struct report *report,
                           const struct rule *rule, const struct change *change)
{
	const uint64_t *totals = report->comparison->totals;
	int64_t points = share_of(change->after, totals[DIFF_AFTER]) -
	                 share_of(change->before, totals[DIFF_BEFORE]);
	uint64_t size = change->after > change->before ? change->after - change->before
	                                               : change->before - change->after;
	bool grown = rule->unit == RULE_POINTS ? points > 0 : change->after > change->before;
	if (rule->unit == RULE_POINTS ? !points : !size) {
		buffer_text(text, " did not change (");
	} else if (rule->unit == RULE_PERCENT && !change->before) {
		buffer_text(text, " is new (");
	} else {
		buffer_text(text, grown ? " grew by " : " shrank by ");
		if (rule->unit == RULE_PERCENT)
			report_percent(text, size, change->before, 1);
		else if (rule->unit == RULE_COUNTS)
			report_weight(text, report, size, change->places, true);
		else
			buffer_printf(text, "%u.%02upp", (unsigned)(llabs(points) / 100),
			              (unsigned)(llabs(points) % 100));
		buffer_text(text, " (");
	}
}

void report_breach(const struct report *report, const struct breach *breach, struct buffer *text)
{
	enum { NAME_MOST = 160 };
	const struct change *change = &breach->change;
	const struct rule *rule = &report->rules[breach->rule];
	if (rule->all) {
		buffer_text(text, "all");
	} else {
		buffer_text(text, measure_names[change->measure]);
		buffer_byte(text, '(');
		report_name(text, report, change->frame, NAME_MOST);
		buffer_byte(text, ')');
	}
	append_verdict(text, report, rule, change);
	report_weight(text, report, change->before, change->places, true);
	buffer_text(text, " -> ");
	report_weight(text, report, change->after, change->places, true);
	if (!rule->all) {
		buffer_text(text, "; ");
		report_share_of(text, report, change, DIFF_BEFORE);
		buffer_text(text, " -> ");
		report_share_of(text, report, change, DIFF_AFTER);
		buffer_text(text, " of all");
	}
	if (!isnan(change->adjusted)) {
		buffer_text(text, "; p = ");
		report_probability(text, change->adjusted);
	}
	buffer_byte(text, ')');
}
