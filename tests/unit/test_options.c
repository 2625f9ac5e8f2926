#include "options/reading.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *options_suite(void);

/* Each option of reading, set alone, is seen; of all but these, folded text may depend. */
START_TEST(each_option_is_seen)
{
	static const char *const harmless[] = {"threads", "max-memory", "no-advice"};
	struct reading_options options = {0};
	const struct option rows[] = {READING_OPTIONS(&options, false, "")};
	ck_assert(reading_options_plain(&options));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct error err;
		bool expected = false;
		for (size_t j = 0; j < sizeof harmless / sizeof *harmless; j++)
			expected |= strcmp(rows[i].name, harmless[j]) == 0;
		ck_assert(!option_is_set(&rows[i]));
		ck_assert_int_eq(option_set(&rows[i], "1", &err), STATUS_OK);
		ck_assert(option_is_set(&rows[i]));
		ck_assert_msg(reading_options_plain(&options) == expected, "--%s", rows[i].name);
		if (rows[i].type == OPTION_LIST)
			free(((struct text_list *)rows[i].value)->items);
		options = (struct reading_options){0};
	}
}
END_TEST

Suite *options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tests = tcase_create("options");
	tcase_add_test(tests, each_option_is_seen);
	suite_add_tcase(suite, tests);
	return suite;
}
