#include "base/number.h"

#include <string.h>

uint64_t number_power10(unsigned exponent)
{
	uint64_t power = 1;
	while (exponent--)
		power *= 10;
	return power;
}

bool number_scale(uint64_t *value, unsigned places)
{
	if (!*value)
		return true;
	uint64_t scaled;
	if (places > 19 || __builtin_mul_overflow(*value, number_power10(places), &scaled))
		return false;
	*value = scaled;
	return true;
}

/* Appends the digits text[0..size) to *value; false if it does not fit 64 bits. */
static bool digits_append(uint64_t *value, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (__builtin_mul_overflow(*value, 10u, value) ||
		    __builtin_add_overflow(*value, (uint64_t)(text[i] - '0'), value))
			return false;
	return true;
}

static size_t digits_span(const char *text, size_t size)
{
	size_t n = 0;
	while (n < size && (unsigned char)(text[n] - '0') <= 9)
		n++;
	return n;
}

enum number_result decimal_parse(const char *text, size_t size, struct decimal *out)
{
	size_t whole = digits_span(text, size);
	if (!whole)
		return NUMBER_NONE;
	size_t places = 0;
	if (whole < size) {
		if (text[whole] != '.')
			return NUMBER_NONE;
		places = digits_span(text + whole + 1, size - whole - 1);
		if (whole + 1 + places != size)
			return NUMBER_NONE;
		while (places && text[whole + places] == '0')
			places--;
	}
	struct decimal number = {0, (unsigned)places};
	if (places > NUMBER_DECIMALS_MAX || !digits_append(&number.value, text, whole) ||
	    (places && !digits_append(&number.value, text + whole + 1, places)))
		return NUMBER_OVERFLOW;
	*out = number;
	return NUMBER_OK;
}

static number_wide wide_power10(unsigned exponent)
{
	number_wide power = 1;
	while (exponent--)
		power *= 10;
	return power;
}

number_wide number_round(number_wide value, unsigned places, bool *exact)
{
	if (!places)
		return value;
	number_wide unit = wide_power10(places);
	number_wide whole = value / unit, rest = value % unit;
	if (!rest)
		return value / unit;
	*exact = false;
	bool up = rest > unit - rest || (rest == unit - rest && (whole & 1));
	return whole + up;
}

/* A number as it is written: digits * 10^exponent, plus a little more if `more`. */
struct written {
	number_wide digits;
	bool more; /* digits other than zero were dropped after the last kept one */
	int64_t exponent;
};

enum { DIGITS_KEPT = 37 /* number_wide has room for one more digit, to round up */ };

static void take_digits(struct written *number, const char *text, size_t size, bool fraction)
{
	const number_wide full = wide_power10(DIGITS_KEPT - 1);
	for (size_t i = 0; i < size; i++) {
		bool kept = number->digits < full;
		if (kept)
			number->digits = number->digits * 10 + (unsigned)(text[i] - '0');
		else
			number->more |= text[i] != '0';
		number->exponent += !kept;
		number->exponent -= fraction;
	}
}

/* Reads "e-05"; returns its size in bytes, 0: there is no exponent. */
static size_t take_exponent(struct written *number, const char *text, size_t size)
{
	if (size < 2 || (*text != 'e' && *text != 'E'))
		return 0;
	size_t at = text[1] == '+' || text[1] == '-' ? 2 : 1;
	size_t digits = digits_span(text + at, size - at);
	int64_t exponent = 0;
	for (size_t i = 0; i < digits; i++)
		if (exponent < INT32_MAX)
			exponent = exponent * 10 + (text[at + i] - '0');
	number->exponent += text[1] == '-' ? -exponent : exponent;
	return digits ? at + digits : 0;
}

/* Makes a decimal from digits that continue after the point. */
static bool round_written(struct written number, struct decimal *out, unsigned *rounded)
{
	unsigned places = (unsigned)-number.exponent, drop = 0;
	bool exact = true;
	number_wide value = number.digits;
	if (number.exponent < -NUMBER_DECIMALS_MAX - NUMBER_POWER_MAX) {
		*out = (struct decimal){0, 0};
		*rounded = NUMBER_DECIMALS_MAX;
		return true;
	}
	if (places > NUMBER_DECIMALS_MAX)
		drop = places - NUMBER_DECIMALS_MAX;
	if (number.more) /* 17 or more of 37 digits are dropped below, so this only rules out an
	                    exact half */
		number.digits |= 1;
	while (drop <= places && (value = number_round(number.digits, drop, &exact)) > UINT64_MAX)
		drop++;
	if (drop > places)
		return false;
	*rounded = exact ? NUMBER_EXACT : places - drop;
	for (places -= drop; places && value % 10 == 0; places--)
		value /= 10;
	*out = (struct decimal){(uint64_t)value, value ? places : 0};
	return true;
}

enum number_result weight_parse(const char *text, size_t size, struct decimal *out,
                                unsigned *rounded)
{
	struct written number = {0};
	size_t whole = digits_span(text, size), at = whole;
	take_digits(&number, text, whole, false);
	if (whole && at < size && text[at] == '.') {
		size_t places = digits_span(text + at + 1, size - at - 1);
		take_digits(&number, text + at + 1, places, true);
		at += 1 + places;
	}
	at += take_exponent(&number, text + at, size - at);
	if (!whole || at != size)
		return NUMBER_NONE;
	while (number.digits && !number.more && number.digits % 10 == 0) {
		number.digits /= 10;
		number.exponent++;
	}
	if (!number.digits)
		number.exponent = 0;
	if (number.exponent < 0)
		return round_written(number, out, rounded) ? NUMBER_OK : NUMBER_OVERFLOW;
	if (number.exponent > NUMBER_DIGITS || number.digits > UINT64_MAX)
		return NUMBER_OVERFLOW;
	uint64_t value = (uint64_t)number.digits;
	for (; number.exponent; number.exponent--)
		if (__builtin_mul_overflow(value, 10u, &value))
			return NUMBER_OVERFLOW;
	*out = (struct decimal){value, 0};
	*rounded = NUMBER_EXACT;
	return NUMBER_OK;
}

static size_t count_digits(uint64_t value)
{
	uint64_t power = 10;
	size_t count = 1;
	for (; count < NUMBER_DIGITS && value >= power; count++)
		power *= 10; /* more than 64 bits only after the last comparison */
	return count;
}

size_t number_format(char *out, uint64_t value)
{
	const size_t size = count_digits(value);
	for (size_t at = size; at > 0; value /= 10)
		out[--at] = (char)('0' + value % 10);
	return size;
}

size_t decimal_format(char *out, uint64_t value, unsigned places)
{
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	if (!places)
		return number_format(out, value);
	const bool whole = places < NUMBER_DIGITS; /* 10^20 does not fit 64 bits */
	uint64_t unit = whole ? number_power10(places) : 0;
	size_t n = number_format(out, whole ? value / unit : 0);
	out[n++] = '.';
	uint64_t rest = whole ? value % unit : value;
	for (unsigned i = places; i > 0; i--) {
		out[n + i - 1] = (char)('0' + rest % 10);
		rest /= 10;
	}
	return n + places;
}

uint64_t number_common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}
