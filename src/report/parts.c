#include "report/parts.h"

#include "base/c_locale.h"
#include "base/escape.h"
#include "base/unit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- numbers ------------------------------------------------------------------------------------
 */

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

void report_percent(struct buffer *text, uint64_t part, uint64_t whole, unsigned places)
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
		report_percent(text,
		               grown ? change->after - change->before
		                     : change->before - change->after,
		               change->before, 1);
	}
}

void report_share(struct buffer *text, uint64_t units, uint64_t sum)
{
	if (sum)
		report_percent(text, units, sum, 2);
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
	c_locale_snprintf(number, sizeof number, "%.*g", digits, value);
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

/* --- names --------------------------------------------------------------------------------------
 */

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
