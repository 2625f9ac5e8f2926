#include "base/hooks.h"
#include "base/wide.h"

#include <check.h>
#include <stdint.h>
#include <string.h>

Suite *wide_suite(void);

static uint32_t state = 12345;

static uint32_t next_number(void)
{
	state = state * 1664525u + 1013904223u;
	return state >> 8;
}

/* Where the plain way, written down anew here, finds a blank line; SIZE_MAX: nowhere. */
static size_t expected_blank_line(const char *text, size_t size)
{
	for (size_t i = 0; i + 1 < size; i++)
		if (text[i] == '\n' && (text[i + 1] == '\n' || text[i + 1] == '\r'))
			return i;
	return SIZE_MAX;
}

static void check_blank_lines(void)
{
	enum { MOST = 200 };
	char text[MOST + 2];
	for (int round = 0; round < 20000; round++) {
		size_t size = next_number() % MOST;
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = "ab \n\r"[next_number() % (round % 2 ? 5 : 40) % 5];
		/* what stands after the end must not matter */
		text[size] = '\n';
		const char *found = wide_blank_line(text, text + size);
		size_t expected = expected_blank_line(text, size);
		if (expected == SIZE_MAX)
			ck_assert_ptr_null(found);
		else
			ck_assert_ptr_eq(found, text + expected);
	}
}

static void check_addresses(void)
{
	static const struct {
		const char *text;
		bool is;
	} table[] = {
		{"ffffffff8103ce3b", true},   {"            13fa", true},
		{"               0", true},   {"                ", false},
		{"ffffffff8103ce3 ", false},  {"     12 4        ", false},
		{"    7f722d14277g", false},  {"    7f722d1427`8", false},
		{"\t   7f722d142778", false}, {"    7F722D142778", true},
		{"    7f722d14277:", false},  {"    7f722d14277/", false},
		{"0000000000000000", true},   {"x              0", false},
		{" x             0", false},  {"    7f722d14277\xe1", false},
		{"    7f722d14277@", false},  {"1               ", false},
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		ck_assert_msg(wide_is_address(table[i].text) == table[i].is, "%s", table[i].text);
}

START_TEST(blank_lines)
{
	check_blank_lines();
	hooks.plain = true;
	check_blank_lines();
	hooks.plain = false;
}
END_TEST

START_TEST(addresses)
{
	check_addresses();
	hooks.plain = true;
	check_addresses();
	hooks.plain = false;
}
END_TEST

/* Every byte in every column, both ways alike. */
START_TEST(addresses_agree)
{
	char text[17];
	for (int column = 0; column < 16; column++) {
		for (int byte = 0; byte < 256; byte++) {
			memcpy(text, "      00401136ab", sizeof text);
			text[column] = (char)byte;
			bool wide = wide_is_address(text);
			hooks.plain = true;
			bool plain = wide_is_address(text);
			hooks.plain = false;
			ck_assert_msg(wide == plain, "byte %d in column %d", byte, column);
		}
	}
}
END_TEST

Suite *wide_suite(void)
{
	Suite *suite = suite_create("wide");
	TCase *tests = tcase_create("wide");
	tcase_add_test(tests, blank_lines);
	tcase_add_test(tests, addresses);
	tcase_add_test(tests, addresses_agree);
	suite_add_tcase(suite, tests);
	return suite;
}
