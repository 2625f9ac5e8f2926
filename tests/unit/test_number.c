#include "base/number.h"

#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

Suite *number_suite(void);

static const struct {
	const char *text;
	enum number_result result;
	uint64_t value;
	unsigned places;
	const char *formatted; /* NULL: as text */
} parsed[] = {
	{"0", NUMBER_OK, 0, 0, NULL},
	{"7", NUMBER_OK, 7, 0, NULL},
	{"007", NUMBER_OK, 7, 0, "7"},
	{"5.", NUMBER_OK, 5, 0, "5"},
	{"0.5", NUMBER_OK, 5, 1, NULL},
	{"3.125", NUMBER_OK, 3125, 3, NULL},
	{"10.50", NUMBER_OK, 105, 1, "10.5"},
	{"100", NUMBER_OK, 100, 0, NULL},
	{"100.000", NUMBER_OK, 100, 0, "100"},
	{"0.000", NUMBER_OK, 0, 0, "0"},
	{"1.0001000", NUMBER_OK, 10001, 4, "1.0001"},
	{"0.000000000000000001", NUMBER_OK, 1, 18, NULL},
	{"18.446744073709551615", NUMBER_OK, UINT64_MAX, 18, NULL},
	{"1.0000000000000000000000000", NUMBER_OK, 1, 0, "1"}, /* zeros are no places */
	{"18446744073709551615", NUMBER_OK, UINT64_MAX, 0, NULL},
	{"00000000000000000000000000000012", NUMBER_OK, 12, 0, "12"},
	{"18446744073709551616", NUMBER_OVERFLOW, 0, 0, NULL},
	{"99999999999999999999", NUMBER_OVERFLOW, 0, 0, NULL},
	{"1844674407370955161.6", NUMBER_OVERFLOW, 0, 0, NULL},
	{"18446744073709551616.", NUMBER_OVERFLOW, 0, 0, NULL},
	{"0.0000000000000000001", NUMBER_OVERFLOW, 0, 0, NULL}, /* 19 places */
	{"18.446744073709551616", NUMBER_OVERFLOW, 0, 0, NULL},
	{"", NUMBER_NONE, 0, 0, NULL},
	{".", NUMBER_NONE, 0, 0, NULL},
	{".5", NUMBER_NONE, 0, 0, NULL},
	{"1.2.3", NUMBER_NONE, 0, 0, NULL},
	{"-1", NUMBER_NONE, 0, 0, NULL},
	{"+1", NUMBER_NONE, 0, 0, NULL},
	{"1e3", NUMBER_NONE, 0, 0, NULL},
	{"1 ", NUMBER_NONE, 0, 0, NULL},
	{" 1", NUMBER_NONE, 0, 0, NULL},
	{"1,5", NUMBER_NONE, 0, 0, NULL},
	{"12/", NUMBER_NONE, 0, 0, NULL}, /* the byte before '0' */
	{"12:", NUMBER_NONE, 0, 0, NULL}, /* the byte after '9' */
	{"1.5x", NUMBER_NONE, 0, 0, NULL},
	{"99999999999999999999x", NUMBER_NONE, 0, 0, NULL}, /* the form counts before the size */
};

START_TEST(decimals_parsed_and_formatted)
{
	const char *text = parsed[_i].text;
	struct decimal out = {12345, 6};
	ck_assert_msg(decimal_parse(text, strlen(text), &out) == parsed[_i].result, "%s", text);
	if (parsed[_i].result != NUMBER_OK) {
		ck_assert_msg(out.value == 12345 && out.places == 6, "%s: *out changed", text);
		return;
	}
	ck_assert_msg(out.value == parsed[_i].value && out.places == parsed[_i].places,
	              "%s: %" PRIu64 "/10^%u", text, out.value, out.places);
	char bytes[NUMBER_FORMAT_MAX + 1];
	size_t size = decimal_format(bytes, out.value, out.places);
	ck_assert_uint_le(size, NUMBER_FORMAT_MAX);
	bytes[size] = '\0';
	ck_assert_str_eq(bytes, parsed[_i].formatted ? parsed[_i].formatted : text);
}
END_TEST

static const struct {
	const char *text;
	enum number_result result;
	uint64_t value;
	unsigned places, rounded;
} weights[] = {
	{"12", NUMBER_OK, 12, 0, NUMBER_EXACT},
	{"10.50", NUMBER_OK, 105, 1, NUMBER_EXACT},
	{"0.000", NUMBER_OK, 0, 0, NUMBER_EXACT},
	{"1200", NUMBER_OK, 1200, 0, NUMBER_EXACT},
	{"1e-05", NUMBER_OK, 1, 5, NUMBER_EXACT},
	{"1.5E+3", NUMBER_OK, 1500, 0, NUMBER_EXACT},
	{"1.25e1", NUMBER_OK, 125, 1, NUMBER_EXACT},
	{"0e99999999999", NUMBER_OK, 0, 0, NUMBER_EXACT},
	{"0.00e-99999999999", NUMBER_OK, 0, 0, NUMBER_EXACT},
	{"00000000000000000000000000000000000000000000012", NUMBER_OK, 12, 0, NUMBER_EXACT},
	{"120000000000000000000000e-20", NUMBER_OK, 1200, 0, NUMBER_EXACT},
	{"18446744073709551615", NUMBER_OK, UINT64_MAX, 0, NUMBER_EXACT},
	{"0.000000000000000001", NUMBER_OK, 1, 18, NUMBER_EXACT},
	{"1e-18", NUMBER_OK, 1, 18, NUMBER_EXACT},
	/* 0.1 and 0.3 in full */
	{"0.1000000000000000055511151231257827", NUMBER_OK, 100000000000000006, 18, 18},
	{"0.299999999999999988897769753748434595763683319091796875", NUMBER_OK, 299999999999999989,
         18, 18},
	/* half to even, and what is just above half */
	{"0.1234567890123456785", NUMBER_OK, 123456789012345678, 18, 18},
	{"0.1234567890123456775", NUMBER_OK, 123456789012345678, 18, 18},
	{"0.1234567890123456785000000000000000000000000000000000000000001", NUMBER_OK,
         123456789012345679, 18, 18},
	{"0.1000000000000000000000000000000000000000000000000000000000001", NUMBER_OK, 1, 1, 18},
	{"5e-19", NUMBER_OK, 0, 0, 18},
	{"15e-19", NUMBER_OK, 2, 18, 18},
	{"1e-400", NUMBER_OK, 0, 0, 18},
	{"1e-99999999999999999999", NUMBER_OK, 0, 0, 18},
	/* as many places as 64 bits leave */
	{"1844674407370955161.6", NUMBER_OK, 1844674407370955162, 0, 0},
	{"1844674407370955161.5", NUMBER_OK, UINT64_MAX, 1, NUMBER_EXACT},
	{"12345678901.123456789012345", NUMBER_OK, 12345678901123456789u, 9, 9},
	{"18446744073709551615.4", NUMBER_OK, UINT64_MAX, 0, 0},
	{"18446744073709551615.5", NUMBER_OVERFLOW, 0, 0, 0},
	{"18446744073709551616", NUMBER_OVERFLOW, 0, 0, 0},
	{"1e20", NUMBER_OVERFLOW, 0, 0, 0},
	{"1e99999999999999999999", NUMBER_OVERFLOW, 0, 0, 0},
	{"99999999999999999999999999999999999999999999999999", NUMBER_OVERFLOW, 0, 0, 0},
	{"99999999999999999999999999999999999999999999999999.5", NUMBER_OVERFLOW, 0, 0, 0},
	{"", NUMBER_NONE, 0, 0, 0},
	{".5", NUMBER_NONE, 0, 0, 0},
	{"e5", NUMBER_NONE, 0, 0, 0},
	{"1e", NUMBER_NONE, 0, 0, 0},
	{"1e+", NUMBER_NONE, 0, 0, 0},
	{"1e5.5", NUMBER_NONE, 0, 0, 0},
	{"1e5e5", NUMBER_NONE, 0, 0, 0},
	{"1.2.3", NUMBER_NONE, 0, 0, 0},
	{"-1", NUMBER_NONE, 0, 0, 0},
	{"1-2", NUMBER_NONE, 0, 0, 0},
};

START_TEST(weights_as_programs_print_them)
{
	const char *text = weights[_i].text;
	struct decimal out = {12345, 6};
	unsigned rounded = 99;
	ck_assert_msg(weight_parse(text, strlen(text), &out, &rounded) == weights[_i].result, "%s",
	              text);
	if (weights[_i].result != NUMBER_OK) {
		ck_assert_msg(out.value == 12345 && out.places == 6 && rounded == 99,
		              "%s: *out changed", text);
		return;
	}
	ck_assert_msg(out.value == weights[_i].value && out.places == weights[_i].places,
	              "%s: %" PRIu64 "/10^%u", text, out.value, out.places);
	ck_assert_msg(rounded == weights[_i].rounded, "%s: rounded to %u", text, rounded);
}
END_TEST

START_TEST(only_the_given_bytes_are_read)
{
	struct decimal out;
	ck_assert_int_eq(decimal_parse("123456", 3, &out), NUMBER_OK);
	ck_assert_uint_eq(out.value, 123);
	ck_assert_int_eq(decimal_parse("1.256", 4, &out), NUMBER_OK);
	ck_assert_uint_eq(out.value, 125);
	ck_assert_uint_eq(out.places, 2);
	ck_assert_int_eq(decimal_parse("1.5", 2, &out), NUMBER_OK);
	ck_assert_uint_eq(out.value, 1);
}
END_TEST

START_TEST(formats_without_trailing_zeros)
{
	static const struct {
		uint64_t value;
		unsigned places;
		const char *text;
	} cases[] = {
		{1050, 2, "10.5"},
		{1000, 3, "1"},
		{100, 3, "0.1"},
		{1, 3, "0.001"},
		{0, 5, "0"},
		{120, 0, "120"},
		{10, 1, "1"},
		{1001, 3, "1.001"},
		{1, 19, "0.0000000000000000001"},
		{UINT64_MAX, 19, "1.8446744073709551615"},
		{UINT64_MAX, 20, "0.18446744073709551615"},
		{7, 24, "0.000000000000000000000007"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char bytes[NUMBER_FORMAT_MAX + 1];
		bytes[decimal_format(bytes, cases[i].value, cases[i].places)] = '\0';
		ck_assert_str_eq(bytes, cases[i].text);
	}
}
END_TEST

START_TEST(integers_formatted)
{
	static const uint64_t values[] = {0, 9, 10, 99, 100, 4294967296, UINT64_MAX};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		char bytes[NUMBER_DIGITS + 1], expected[32];
		size_t size = number_format(bytes, values[i]);
		bytes[size] = '\0';
		snprintf(expected, sizeof expected, "%" PRIu64, values[i]);
		ck_assert_str_eq(bytes, expected);
	}
}
END_TEST

START_TEST(scaling)
{
	uint64_t value = 12;
	ck_assert(number_scale(&value, 3));
	ck_assert_uint_eq(value, 12000);
	ck_assert(number_scale(&value, 0));
	ck_assert_uint_eq(value, 12000);
	value = 1;
	ck_assert(number_scale(&value, 19));
	ck_assert_uint_eq(value, 10000000000000000000u);
	value = 2;
	ck_assert(!number_scale(&value, 19));
	ck_assert_uint_eq(value, 2);
	value = 1844674407370955162;
	ck_assert(!number_scale(&value, 1));
	ck_assert_uint_eq(value, 1844674407370955162);
	ck_assert(!number_scale(&value, 40));
	ck_assert_uint_eq(value, 1844674407370955162);
	value = 0;
	ck_assert(number_scale(&value, 40));
	ck_assert_uint_eq(value, 0);
}
END_TEST

Suite *number_suite(void)
{
	Suite *suite = suite_create("number");
	TCase *tests = tcase_create("number");
	tcase_add_loop_test(tests, decimals_parsed_and_formatted, 0,
	                    sizeof parsed / sizeof *parsed);
	tcase_add_loop_test(tests, weights_as_programs_print_them, 0,
	                    sizeof weights / sizeof *weights);
	tcase_add_test(tests, only_the_given_bytes_are_read);
	tcase_add_test(tests, formats_without_trailing_zeros);
	tcase_add_test(tests, integers_formatted);
	tcase_add_test(tests, scaling);
	suite_add_tcase(suite, tests);
	return suite;
}
