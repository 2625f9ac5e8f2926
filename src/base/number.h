/* Numbers as profiles write them: unsigned integers and exact decimals. */
#ifndef STACKFOLD_BASE_NUMBER_H
#define STACKFOLD_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	NUMBER_DIGITS = 20,       /* digits of the largest 64-bit number: room for number_format */
	NUMBER_DECIMALS_MAX = 18, /* most places after the point that a decimal may have */
	NUMBER_FORMAT_MAX = NUMBER_DIGITS + 22, /* room for decimal_format */
};

enum {
	NUMBER_EXACT = 255,    /* in place of a number of decimal places: not rounded */
	NUMBER_POWER_MAX = 38, /* the largest power of ten that number_wide holds */
};

/* Room for sums and products of weights before they are rounded. */
typedef unsigned __int128 number_wide;

/* A decimal is value / 10^places, e.g. 3.125 is {3125, 3}. Trailing zeros after the point are
 * not kept: 10.50 is {105, 1} and 5. is {5, 0}. */
struct decimal {
	uint64_t value;
	unsigned places; /* 0 to NUMBER_DECIMALS_MAX */
};

enum number_result { NUMBER_OK, NUMBER_NONE, NUMBER_OVERFLOW };

/* Reads all of text[0..size): digits, optionally followed by a point and digits.
 * NUMBER_NONE: not of that form. NUMBER_OVERFLOW: of that form, but it does not fit 64 bits or
 * NUMBER_DECIMALS_MAX places; *out is unchanged in both cases. */
enum number_result decimal_parse(const char *text, size_t size, struct decimal *out);

/* The same for weights as programs print them: digits, a point, an exponent ("0.25", "1e-05",
 * "1.5E+3") of any length. A number that does not fit a decimal is rounded half to even, to the
 * largest number of places that fits; *rounded is then that number, else NUMBER_EXACT.
 * NUMBER_OVERFLOW: the whole part does not fit 64 bits; *out and *rounded are unchanged. */
enum number_result weight_parse(const char *text, size_t size, struct decimal *out,
                                unsigned *rounded);

/* value / 10^places, rounded half to even; *exact becomes false if the result is not exact. places
 * is at most NUMBER_POWER_MAX. */
number_wide number_round(number_wide value, unsigned places, bool *exact);

/* Writes the digits of value, no NUL; returns how many. out has NUMBER_DIGITS bytes. */
size_t number_format(char *out, uint64_t value);

/* Writes value / 10^places, without trailing zeros, no NUL; returns how many bytes. out has
 * NUMBER_FORMAT_MAX bytes. {1050, 2} gives 10.5. At most 40 places. */
size_t decimal_format(char *out, uint64_t value, unsigned places);

/* 10^exponent for exponents of 0 to 19. */
uint64_t number_power10(unsigned exponent);

/* The largest number that both are multiples of; of 0 and a number, the number. */
uint64_t number_common_divisor(uint64_t a, uint64_t b);

/* *value *= 10^places; false, with *value unchanged, if the result does not fit 64 bits. */
bool number_scale(uint64_t *value, unsigned places);

#endif
