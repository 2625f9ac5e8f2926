#include "report/parts.h"

#include "base/output.h"
#include "base/unit.h"
#include "base/escape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct report_format *const formats[] = {
	&report_text, &report_markdown, &report_json, &report_junit, NULL,
};

const char *const measure_names[MEASURES] = {"self", "total"};

const struct report_format *report_find(const char *name)
{
	for (size_t i = 0; formats[i]; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

enum status report_write(const struct report *report, const struct report_format *format,
                         const char *path, struct error *err)
{
	struct buffer text = {0};
	struct output output;
	format->write(report, &text);
	enum status status = text.failed ? error_no_memory(err) : output_open(&output, path, err);
	if (status == STATUS_OK) {
		output_write(&output, text.data, text.size);
		status = output_close(&output, true, err);
	}
	buffer_free(&text);
	return status;
}

/* --- lists ---------------------------------------------------------------------------------- */

static const struct {
	const char *title, *key;
	enum measure measure;
	bool growth;
} kinds[REPORT_LISTS] = {
	{"Regressions, self", "regressions", MEASURE_SELF, true},
	{"Regressions, total", "regressions", MEASURE_TOTAL, true},
	{"Improvements, self", "improvements", MEASURE_SELF, false},
	{"Improvements, total", "improvements", MEASURE_TOTAL, false},
};

static int by_change(const void *a, const void *b, void *frames)
{
	return change_order(a, b, frames);
}

static bool list_make(const struct report *report, struct report_list *list)
{
	const struct frames *frames = &report->comparison->pair.frames;
	list->items = malloc((frames->count + 1) * sizeof *list->items);
	if (!list->items)
		return false;
	for (size_t f = 0; f < frames->count; f++) {
		struct change change = breaches_change(report->breaches, report->judgement,
		                                       (uint32_t)f, list->measure);
		bool wanted = list->growth ? change.after > change.before
		                           : change.after < change.before;
		if (wanted && !change.noise && judgement_counts(report->judgement, &change))
			list->items[list->count++] = change;
	}
	qsort_r(list->items, list->count, sizeof *list->items, by_change,
	        (void *)(uintptr_t)frames);
	if (list->count > report->top) {
		list->more = list->count - report->top;
		list->count = report->top;
	}
	return true;
}

bool report_lists_make(const struct report *report, struct report_list lists[REPORT_LISTS])
{
	bool ok = true;
	for (size_t i = 0; i < REPORT_LISTS; i++) {
		lists[i] = (struct report_list){kinds[i].title,
		                                kinds[i].key,
		                                kinds[i].measure,
		                                kinds[i].growth,
		                                NULL,
		                                0,
		                                0};
		ok = ok && list_make(report, &lists[i]);
	}
	return ok;
}

void report_lists_free(struct report_list lists[REPORT_LISTS])
{
	for (size_t i = 0; i < REPORT_LISTS; i++)
		free(lists[i].items);
}

/* --- numbers -------------------------------------------------------------------------------- */

void report_count(struct buffer *text, uint64_t units, unsigned places)
{
	uint64_t unit = number_power10(places);
	uint64_t whole = units / unit, rest = units % unit;
	if (!rest) {
		unit_append_grouped(text, whole);
		return;
	}
	unsigned tenths = (unsigned)(((unsigned __int128)rest * 10 + unit / 2) / unit);
	unit_append_grouped(text, whole + tenths / 10);
	buffer_byte(text, '.');
	buffer_byte(text, (char)('0' + tenths % 10));
}

void report_weight(struct buffer *text, const struct report *report, uint64_t units,
                   unsigned places, bool bare)
{
	struct unit unit;
	bool known = unit_find(report->comparison->pair.facts.unit.name, &unit);
	if (!known) {
		report_count(text, units, places);
	} else if (bare || unit.foreign) {
		unit_append_bare(text, &unit, units, places);
		buffer_text(text, bare ? "" : " ");
		report_plain(text, unit.name, bare ? 0 : strlen(unit.name), 0);
	} else {
		unit_append(text, &unit, units, places);
	}
}

void report_difference(struct buffer *text, const struct report *report,
                       const struct change *change)
{
	bool grown = change->after > change->before;
	if (change->after != change->before)
		buffer_byte(text, grown ? '+' : '-');
	report_weight(text, report,
	              grown ? change->after - change->before : change->before - change->after,
	              change->places, true);
}

/* part / whole * 100, rounded, with so many places and a percent sign. */
static void append_percent(struct buffer *text, uint64_t part, uint64_t whole, unsigned places)
{
	uint64_t unit = number_power10(places);
	unsigned __int128 share = ((unsigned __int128)part * 100 * unit + whole / 2) / whole;
	char number[48];
	if (share / unit > UINT64_MAX) {
		buffer_text(text, "over 10^19%");
		return;
	}
	unit_append_grouped(text, (uint64_t)(share / unit));
	snprintf(number, sizeof number, ".%0*u%%", (int)places, (unsigned)(share % unit));
	buffer_text(text, number);
}

void report_relative(struct buffer *text, const struct change *change)
{
	if (change->before == change->after) {
		buffer_text(text, "0.0%");
	} else if (!change->before) {
		buffer_text(text, "new");
	} else if (!change->after) {
		buffer_text(text, "gone");
	} else {
		bool grown = change->after > change->before;
		buffer_byte(text, grown ? '+' : '-');
		append_percent(text,
		               grown ? change->after - change->before
		                     : change->before - change->after,
		               change->before, 1);
	}
}

void report_share(struct buffer *text, uint64_t units, uint64_t sum)
{
	if (sum)
		append_percent(text, units, sum, 2);
	else
		buffer_byte(text, '-');
}

void report_share_of(struct buffer *text, const struct report *report, const struct change *change,
                     int side)
{
	uint64_t part = side == DIFF_BEFORE ? change->before : change->after;
	report_share(text, part,
	             change->frame == CHANGE_ALL ? part : report->comparison->totals[side]);
}

static void append_rounded(struct buffer *text, double value, int digits)
{
	char number[32];
	snprintf(number, sizeof number, "%.*g", digits, value);
	/* Whatever the locale takes for the point. */
	for (char *c = number; *c; c++)
		if (!strchr("0123456789e+-", *c))
			*c = '.';
	buffer_text(text, number);
}

void report_probability(struct buffer *text, double p)
{
	if (!isnan(p))
		append_rounded(text, p, 3);
}

void report_factor(struct buffer *text, double factor)
{
	append_rounded(text, factor, 5);
}

void report_decimal(struct buffer *text, struct decimal number)
{
	char digits[NUMBER_FORMAT_MAX];
	buffer_append(text, digits, decimal_format(digits, number.value, number.places));
}

/* --- names ---------------------------------------------------------------------------------- */

static void append_plain(struct buffer *text, const char *bytes, size_t size)
{
	static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */
	for (size_t at = 0; at < size;) {
		uint32_t code;
		unsigned length = utf8_next(bytes + at, size - at, &code);
		bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) ||
		               (code >= 0x202a && code <= 0x202e) ||
		               (code >= 0x2066 && code <= 0x2069) || code == 0x2028 ||
		               code == 0x2029 || (code >= 0xd800 && code < 0xe000) ||
		               (code & 0xfffe) == 0xfffe;
		if (control)
			buffer_text(text, replacement);
		else
			buffer_append(text, bytes + at, length);
		at += length;
	}
}

void report_plain(struct buffer *text, const char *bytes, size_t size, size_t most)
{
	size_t count = most ? utf8_count(bytes, size, SIZE_MAX) : 0;
	if (count <= most || most < 4) {
		append_plain(text, bytes, size);
		return;
	}
	/* Names that begin alike, as those of templates and packages do, differ at their end. */
	size_t tail = (most - 3) / 2, head = most - 3 - tail;
	size_t from = utf8_prefix(bytes, size, count - tail);
	append_plain(text, bytes, utf8_prefix(bytes, size, head));
	buffer_text(text, "...");
	append_plain(text, bytes + from, size - from);
}

void report_name(struct buffer *text, const struct report *report, uint32_t id, size_t most)
{
	if (id == CHANGE_ALL) {
		buffer_text(text, "all");
		return;
	}
	const struct frame *frame = &report->comparison->pair.frames.items[id];
	report_plain(text, frame->name, frame->size, most);
}

/* Whether two names are the same once they are cut. */
static bool look_alike(const struct frame *a, const struct frame *b, size_t most, bool *failed)
{
	struct buffer one = {0}, other = {0};
	bool alike = false;
	/* what is cut has more bytes than that, and begins with the same ones */
	if (a->size > most && b->size > most && memcmp(a->name, b->name, most / 2 - 2) == 0) {
		report_plain(&one, a->name, a->size, most);
		report_plain(&other, b->name, b->size, most);
		*failed |= one.failed || other.failed;
		alike = !*failed && one.size == other.size &&
		        memcmp(one.data, other.data, one.size) == 0;
	}
	buffer_free(&one);
	buffer_free(&other);
	return alike;
}

size_t report_cut(struct buffer *text, const struct report *report, const struct report_list *list,
                  size_t item, size_t most)
{
	const struct frame *frames = report->comparison->pair.frames.items;
	const struct frame *own = &frames[list->items[item].frame];
	for (size_t i = 0; own->size > most && i < list->count; i++)
		if (i != item &&
		    look_alike(own, &frames[list->items[i].frame], most, &text->failed))
			return 0;
	return most;
}

void report_inputs(struct buffer *text, const struct report *report, int side)
{
	unsigned count = report->comparison->count[side];
	unsigned first = comparison_first(report->comparison, side);
	if (count > 1)
		buffer_printf(text, "%u runs: ", count);
	for (unsigned i = first; i < first + count; i++) {
		const char *name = report->inputs[i];
		if (i > first)
			buffer_text(text, ", ");
		if (strcmp(name, "-") == 0)
			name = "standard input";
		report_plain(text, name, strlen(name), 0);
	}
}

void report_factors(struct buffer *text, const struct report *report, int side)
{
	const struct comparison *comparison = report->comparison;
	unsigned first = comparison_first(comparison, side);
	for (unsigned c = first; c < first + comparison->count[side]; c++) {
		buffer_text(text, c > first ? ", " : "");
		report_factor(text, comparison->factors[c]);
	}
}

void report_tests(struct buffer *text, const struct report *report)
{
	const struct judgement *judgement = report->judgement;
	const struct testing *testing = &judgement->testing;
	if (!judgement_tests(judgement)) {
		buffer_text(text, judgement->options.untested
		                          ? "off"
		                          : "none, the number of samples is unknown");
		return;
	}
	buffer_printf(text, "%zu", judgement->tests);
	if (testing->kind == TEST_COUNTING) {
		buffer_text(text, " of counting noise (");
		report_count(text, (uint64_t)testing_samples(testing, DIFF_BEFORE), 0);
		buffer_text(text, " and ");
		report_count(text, (uint64_t)testing_samples(testing, DIFF_AFTER), 0);
		buffer_text(text, " samples)");
	}
	buffer_text(text, ", significant at ");
	report_decimal(text, judgement->options.level);
	buffer_text(text, " after adjustment");
}

size_t report_breaches_of(const struct breach_list *list, size_t rule, size_t from)
{
	size_t count = 0;
	while (from + count < list->count && list->items[from + count].rule == rule)
		count++;
	return count;
}

/* In hundredths of a percent, rounded as report_share shows it. */
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
			append_percent(text, size, change->before, 1);
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
