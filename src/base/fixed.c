#include "base/fixed.h"

#include "base/number.h"

#include <math.h>

/* The error of a multiplication with a smaller product is less than DOUBT. */
#define PLAIN 0x1p40
#define DOUBT 0x1p-12

int64_t fixed_round(double value, unsigned places)
{
	double scale = (double)number_power10(places);
	double size = fabs(value);
	if (size * scale < PLAIN) {
		const int64_t below = (int64_t)(size * scale);
		const double rest = size * scale - (double)below;
		if (fabs(rest - 0.5) > DOUBT)
			return value < 0 ? -(below + (rest > 0.5)) : below + (rest > 0.5);
	}
	if (!(size * scale <= 0x1p62))
		return 0;
	double whole = floor(size * scale);
	int64_t rounded = (int64_t)whole;
	if (whole < 0x1p52) {
		/* size * scale is rounded; the fused product is exact, so its sign is right. */
		double above = fma(size, scale, -(whole + 0.5));
		if (above > 0 || (above == 0 && rounded % 2 != 0))
			rounded++;
	}
	return value < 0 ? -rounded : rounded;
}

static void append(struct buffer *buffer, int64_t scaled, unsigned places, bool trim)
{
	char digits[NUMBER_DIGITS];
	uint64_t value = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
	while (trim && places && value % 10 == 0) {
		value /= 10;
		places--;
	}
	uint64_t unit = number_power10(places);
	char *out = buffer_room(buffer, 2 * NUMBER_DIGITS + 2);
	if (!out)
		return;
	size_t size = 0;
	if (scaled < 0)
		out[size++] = '-';
	size += number_format(out + size, value / unit);
	if (places) {
		size_t count = number_format(digits, value % unit);
		out[size++] = '.';
		for (size_t i = count; i < places; i++)
			out[size++] = '0';
		for (size_t i = 0; i < count; i++)
			out[size++] = digits[i];
	}
	buffer->size += size;
}

void fixed_append(struct buffer *buffer, int64_t scaled, unsigned places)
{
	append(buffer, scaled, places, false);
}

void fixed_append_short(struct buffer *buffer, int64_t scaled, unsigned places)
{
	append(buffer, scaled, places, true);
}
