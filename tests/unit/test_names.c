#include "names/name_forms.h"

#include "base/escape.h"

#include <check.h>
#include <string.h>

Suite *names_suite(void);

enum { FORMS_MAX = 8 };

static const struct {
	const char *name, *forms[FORMS_MAX];
} cases[] = {
#define CASE(name, ...) {name, {__VA_ARGS__}},
#include "name_cases.h"
#undef CASE
};

enum { CASES = sizeof cases / sizeof *cases };

static struct name_forms names;

static void tear_down(void)
{
	name_forms_free(&names);
}

/* The form of a name in that much room, NULL: none fits. */
static const char *fitted(uint32_t frame, const char *name, size_t room)
{
	static char text[400];
	size_t size = strlen(name);
	const char *at = name;
	size_t characters = name_forms_fit(&names, frame, &at, &size, room);
	ck_assert_uint_lt(size, sizeof text);
	memcpy(text, at, size);
	text[size] = '\0';
	return characters > room ? NULL : text;
}

START_TEST(forms)
{
	const char *name = cases[_i].name;
	ck_assert(name_forms_init(&names, 1));
	size_t room = 300;
	for (size_t f = 0; f < FORMS_MAX && cases[_i].forms[f]; f++) {
		const char *before = f ? cases[_i].forms[f - 1] : name;
		ck_assert_str_eq(fitted(0, name, room), before);
		room = utf8_count(before, strlen(before), 400) - 1;
		ck_assert_ptr_nonnull(fitted(0, name, room));
		ck_assert_str_eq(fitted(0, name, room), cases[_i].forms[f]);
		room = strlen(cases[_i].forms[f]);
	}
	const char *shortest = name;
	size_t size = strlen(name), last = FORMS_MAX;
	while (last && !cases[_i].forms[last - 1])
		last--;
	name_forms_fit(&names, 0, &shortest, &size, 0);
	const char *expected = last ? cases[_i].forms[last - 1] : name;
	ck_assert_uint_eq(size, strlen(expected));
	ck_assert_mem_eq(shortest, expected, size);
}
END_TEST

/* What does not fit at all is the shortest form, to be cut. */
START_TEST(shortest)
{
	ck_assert(name_forms_init(&names, 2));
	const char *text = "ns::work(int)";
	size_t size = strlen(text);
	ck_assert_uint_eq(name_forms_fit(&names, 1, &text, &size, 3), 4);
	ck_assert_uint_eq(size, 4);
	ck_assert_mem_eq(text, "work", 4);
}
END_TEST

/* Without labels names are whole. */
START_TEST(full)
{
	const char *text = "ns::work(int)";
	size_t size = strlen(text);
	ck_assert_uint_eq(name_forms_fit(&names, 0, &text, &size, 3), 4);
	ck_assert_uint_eq(size, 13);
}
END_TEST

Suite *names_suite(void)
{
	Suite *suite = suite_create("names");
	TCase *tests = tcase_create("names");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_add_loop_test(tests, forms, 0, CASES);
	tcase_add_test(tests, shortest);
	tcase_add_test(tests, full);
	suite_add_tcase(suite, tests);
	return suite;
}
