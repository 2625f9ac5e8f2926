#include "base/number.h"
#include "base/unit.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *unit_suite(void);

#define T UINT64_C

static const struct {
	const char *unit;
	uint64_t weight;
	unsigned places;
	const char *text;
} written[] = {
	{"ns", 0, 0, "0 ns"},
	{"ns", 1, 0, "1 ns"},
	{"ns", 999, 0, "999 ns"},
	{"ns", 5, 1, "0.5 ns"},
	{"ns", 1000, 0, "1.00 µs"},
	{"ns", 500250, 0, "500 µs"},
	{"ns", 999499, 0, "999 µs"},
	{"ns", 999500, 0, "1.00 ms"},
	{"ns", 9994999, 0, "9.99 ms"},
	{"ns", 9995000, 0, "10.0 ms"},
	{"ns", 99950000, 0, "100 ms"},
	{"ns", 450901800, 0, "451 ms"},
	{"ns", T(4509018001), 1, "451 ms"},
	{"ns", 1200000000, 0, "1.20 s"},
	{"ns", T(59949999999), 0, "59.9 s"},
	{"ns", T(59950000000), 0, "1 min"},
	{"ns", T(60000000000), 0, "1 min"},
	{"ns", T(60499999999), 0, "1 min"},
	{"ns", T(60500000000), 0, "1 min 1 s"},
	{"ns", T(192000000000), 0, "3 min 12 s"},
	{"ns", T(3599499999999), 0, "59 min 59 s"},
	{"ns", T(3599500000000), 0, "1 h"},
	{"ns", T(7500000000000), 0, "2 h 5 min"},
	{"ns", T(86399000000000), 0, "1 d"},
	{"ns", T(97200000000000), 0, "1 d 3 h"},
	{"ns", UINT64_MAX, 0, "213,504 d"},
	{"nanoseconds", 450901800, 0, "451 ms"},
	{"us", 450, 0, "450 µs"},
	{"us", 451000, 0, "451 ms"},
	{"microseconds", 1, 0, "1 µs"},
	{"ms", 1500, 0, "1.50 s"},
	{"s", 12, 1, "1.2 s"}, /* the unit itself: as it was counted */
	{"s", 75, 0, "1 min 15 s"},
	{"seconds", 3600, 0, "1 h"},
	{"bytes", 0, 0, "0 bytes"},
	{"bytes", 1, 0, "1 byte"},
	{"bytes", 10, 1, "1 byte"},
	{"bytes", 1023, 0, "1,023 bytes"},
	{"bytes", 1024, 0, "1.00 KiB"},
	{"bytes", 1023 * 1024, 0, "1,023 KiB"},
	{"bytes", 1024 * 1024 - 1, 0, "1.00 MiB"},
	{"bytes", 4718592, 0, "4.50 MiB"},
	{"bytes", UINT64_MAX, 0, "16,384 PiB"},
	{"cycles", 1, 0, "1 cycle"},
	{"cycles", 999, 0, "999 cycles"},
	{"cycles", 12345, 0, "12.3 k cycles"},
	{"cycles", 1200000000, 0, "1.20 G cycles"},
	{"cycles", UINT64_MAX, 0, "18,447 P cycles"},
	{"instructions", 1200000, 0, "1.20 M instructions"},
	{"branch misses", 1, 0, "1 branch miss"},
	{"samples", 0, 0, "0 samples"},
	{"samples", 1, 0, "1 sample"},
	{"samples", 1234567, 0, "1,234,567 samples"},
	{"samples", UINT64_MAX, 0, "18,446,744,073,709,551,615 samples"},
	{"samples", 25, 2, "0.25 samples"},
	{"samples", 225333, 3, "225.3 samples"},
	{"samples", 12345, 1, "1,234.5 samples"},
	{"samples", 225040, 3, "225 samples"},
	{"samples", 123456, 5, "1.23 samples"},
	{"samples", 1, 18, "0.000000000000000001 samples"},
	{"samples", UINT64_MAX, 18, "18.4 samples"},
	{"page faults", 1, 0, "1 page fault"},
	{"page faults", 1234, 0, "1,234 page faults"},
	{"events", 1, 0, "1 event"},
	{"allocations", 1, 0, "1 allocation"},
	{"calls", 2, 0, "2 calls"},
	{"widgets <&> made", 1, 0, "1 widgets <&> made"},
	{"widgets", 1234567, 0, "1,234,567 widgets"},
};

START_TEST(weights_are_written_by_unit)
{
	struct unit unit;
	struct buffer text = {0};
	ck_assert(unit_find(written[_i].unit, &unit));
	unit_append(&text, &unit, written[_i].weight, written[_i].places);
	buffer_byte(&text, '\0');
	ck_assert_str_eq(text.data, written[_i].text);
	buffer_free(&text);
}
END_TEST

START_TEST(no_unit)
{
	struct unit unit;
	ck_assert(!unit_find("", &unit));
	ck_assert(!unit_find(NULL, &unit));
}
END_TEST

/* What is larger never looks smaller, and each word is met: of the text's number only what stands
 * before its first blank is compared, within one word. */
START_TEST(steps_follow_each_other)
{
	struct unit unit;
	char before[64] = "";
	double number = 0;
	ck_assert(unit_find("ns", &unit));
	for (uint64_t weight = 1; weight < T(1) << 62; weight += weight / 64 + 1) {
		struct buffer text = {0};
		unit_append(&text, &unit, weight, 0);
		buffer_byte(&text, '\0');
		const char *word = strchr(text.data, ' ') + 1;
		double now = strtod(text.data, NULL);
		if (strchr(word, ' ') == NULL && strcmp(word, before) == 0)
			ck_assert_msg(now >= number, "%s", text.data);
		ck_assert_uint_lt(strlen(word), sizeof before);
		strcpy(before, word);
		number = now;
		buffer_free(&text);
	}
}
END_TEST

START_TEST(steps_for_programs)
{
	static const struct {
		const char *unit, *text;
	} cases[] = {
		{"samples", "sample;samples"},
		{"widgets", "widgets;widgets"},
		{"us", "µs;µs;1000;ms;1000000;s;60000000;min;3600000000;h;86400000000;d"},
		{"cycles", "cycle;cycles;1000;k cycles;1000000;M cycles;1000000000;G cycles;"
	                   "1000000000000;T cycles;1000000000000000;P cycles"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct unit unit;
		struct buffer text = {0};
		ck_assert(unit_find(cases[i].unit, &unit));
		unit_append_steps(&text, &unit);
		buffer_byte(&text, '\0');
		ck_assert_str_eq(text.data, cases[i].text);
		buffer_free(&text);
	}
}
END_TEST

Suite *unit_suite(void)
{
	Suite *suite = suite_create("unit");
	TCase *tests = tcase_create("unit");
	tcase_add_loop_test(tests, weights_are_written_by_unit, 0,
	                    sizeof written / sizeof *written);
	tcase_add_test(tests, no_unit);
	tcase_add_test(tests, steps_follow_each_other);
	tcase_add_test(tests, steps_for_programs);
	suite_add_tcase(suite, tests);
	return suite;
}
