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

/* Appends the digits text[0..size) to *value; false when 64 bits do not hold it. */
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

size_t number_format(char *out, uint64_t value)
{
	char digits[NUMBER_DIGITS];
	size_t n = 0;
	do {
		digits[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	for (size_t i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	return n;
}

size_t decimal_format(char *out, uint64_t value, unsigned places)
{
	while (places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	if (!places)
		return number_format(out, value);
	uint64_t unit = number_power10(places);
	size_t n = number_format(out, value / unit);
	out[n++] = '.';
	uint64_t rest = value % unit;
	for (unsigned i = places; i > 0; i--) {
		out[n + i - 1] = (char)('0' + rest % 10);
		rest /= 10;
	}
	return n + places;
}
