/* Numbers as profiles write them: unsigned integers and exact decimals. */
#ifndef STACKFOLD_BASE_NUMBER_H
#define STACKFOLD_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NUMBER_DIGITS = 20,       /* digits of the largest 64-bit number: room for number_format */
	NUMBER_DECIMALS_MAX = 18, /* most places behind the point that a decimal may have */
	NUMBER_FORMAT_MAX = NUMBER_DIGITS + 22, /* room for decimal_format */
};

/* A decimal is value / 10^places, e.g. 3.125 is {3125, 3}. Trailing zeros behind the point are
 * not kept: 10.50 is {105, 1} and 5. is {5, 0}. */
struct decimal {
	uint64_t value;
	unsigned places; /* 0 to NUMBER_DECIMALS_MAX */
};

enum number_result { NUMBER_OK, NUMBER_NONE, NUMBER_OVERFLOW };

/* Reads digits, optionally followed by a point and digits, that fill text[0..size) wholly.
 * NUMBER_NONE: not of that form. NUMBER_OVERFLOW: of that form, but 64 bits or
 * NUMBER_DECIMALS_MAX places do not hold it; *out is unchanged in both cases. */
enum number_result decimal_parse(const char *text, size_t size, struct decimal *out);

/* Writes the digits of value, no NUL; returns how many. out has NUMBER_DIGITS bytes. */
size_t number_format(char *out, uint64_t value);

/* Writes value / 10^places, without trailing zeros, no NUL; returns how many bytes. out has
 * NUMBER_FORMAT_MAX bytes. {1050, 2} gives 10.5. */
size_t decimal_format(char *out, uint64_t value, unsigned places);

/* 10^exponent for exponents of 0 to 19. */
uint64_t number_power10(unsigned exponent);

/* *value *= 10^places; false (and unchanged) when 64 bits do not hold it. */
bool number_scale(uint64_t *value, unsigned places);

#endif
