#include "read/wall_clock.h"

#include "base/number.h"
#include "base/text.h"

#include <time.h>

static const uint64_t nano = 1000000000;

/* Takes a number of that many digits; false if there are fewer. */
static bool take_digits(struct text *text, size_t digits, int *number)
{
	*number = 0;
	for (size_t i = 0; i < digits; i++) {
		if (i >= text->size || !is_digit(text->at[i]))
			return false;
		*number = *number * 10 + (text->at[i] - '0');
	}
	*text = text_from(*text, digits);
	return true;
}

static bool take_byte(struct text *text, char byte)
{
	if (!text->size || *text->at != byte)
		return false;
	*text = text_from(*text, 1);
	return true;
}

static bool is_day(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return year >= 1970 && year < 2262 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

/* Reads YYYY-MM-DD and the separator before the time. */
static bool take_date(struct text *text, struct wall_time *time)
{
	return take_digits(text, 4, &time->year) && take_byte(text, '-') &&
	       take_digits(text, 2, &time->month) && take_byte(text, '-') &&
	       take_digits(text, 2, &time->day) && (take_byte(text, 'T') || take_byte(text, ' ')) &&
	       is_day(time->year, time->month, time->day);
}

static bool take_fraction(struct text *text, uint32_t *nanoseconds)
{
	uint64_t value = 0;
	unsigned digits = 0;
	while (digits < text->size && is_digit(text->at[digits])) {
		if (digits == 9)
			return false;
		value = value * 10 + (uint64_t)(text->at[digits++] - '0');
	}
	*text = text_from(*text, digits);
	*nanoseconds = (uint32_t)(value * number_power10(9 - digits));
	return digits > 0;
}

bool wall_time_parse(struct wall_time *time, const char *text_, size_t size)
{
	struct text text = {text_, size}, rest;
	*time = (struct wall_time){.given = true};
	rest = text;
	time->dated = memchr(text_, '-', size) != NULL;
	if (time->dated && !take_date(&rest, time))
		return false;
	if (time->dated)
		text = rest;
	if (!take_digits(&text, 2, &time->hour) || !take_byte(&text, ':') ||
	    !take_digits(&text, 2, &time->minute))
		return false;
	if (take_byte(&text, ':') && !take_digits(&text, 2, &time->second))
		return false;
	if (take_byte(&text, '.') && !take_fraction(&text, &time->nanoseconds))
		return false;
	time->utc = take_byte(&text, 'Z');
	return !text.size && time->hour < 24 && time->minute < 60 && time->second < 60;
}

/* Nanoseconds of a day's time; false if there is no such day. */
static bool on_day(const struct wall_time *time, const struct tm *day, uint64_t *result)
{
	struct tm when = {
		.tm_year = day->tm_year,
		.tm_mon = day->tm_mon,
		.tm_mday = day->tm_mday,
		.tm_hour = time->hour,
		.tm_min = time->minute,
		.tm_sec = time->second,
		.tm_isdst = -1,
	};
	const time_t seconds = time->utc ? timegm(&when) : mktime(&when);
	*result = (uint64_t)seconds * nano + time->nanoseconds;
	return seconds >= 0;
}

bool wall_time_since_1970(const struct wall_time *time, uint64_t first, uint64_t last,
                          uint64_t *result)
{
	const time_t began = (time_t)(first / nano);
	struct tm day = {0};
	if (time->dated) {
		day.tm_year = time->year - 1900;
		day.tm_mon = time->month - 1;
		day.tm_mday = time->day;
		return on_day(time, &day, result);
	}
	if (!(time->utc ? gmtime_r(&began, &day) : localtime_r(&began, &day)) ||
	    !on_day(time, &day, result))
		return false;
	uint64_t next;
	day.tm_mday++;
	if (*result < first && on_day(time, &day, &next) && next <= last)
		*result = next;
	return true;
}
