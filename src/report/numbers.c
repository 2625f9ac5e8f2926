#include "report/numbers.h"

#include "base/c_locale.h"
#include "base/unit.h"
#include "report/names.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

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

void report_amount(struct buffer *text, const char *unit_name, uint64_t units, unsigned places,
                   bool bare)
{
	struct unit unit;
	bool known = unit_find(unit_name, &unit);
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

void report_growth(struct buffer *text, const char *unit_name, uint64_t before, uint64_t after,
                   unsigned places)
{
	bool grown = after > before;
	if (after != before)
		buffer_byte(text, grown ? '+' : '-');
	report_amount(text, unit_name, grown ? after - before : before - after, places, true);
}

void report_rate(struct buffer *text, uint64_t before, uint64_t after)
{
	if (before == after) {
		buffer_text(text, "0.0%");
	} else if (!before) {
		buffer_text(text, "new");
	} else if (!after) {
		buffer_text(text, "gone");
	} else {
		bool grown = after > before;
		buffer_byte(text, grown ? '+' : '-');
		report_percent(text, grown ? after - before : before - after, before, 1);
	}
}

void report_share(struct buffer *text, uint64_t units, uint64_t sum)
{
	if (sum)
		report_percent(text, units, sum, 2);
	else
		buffer_byte(text, '-');
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
