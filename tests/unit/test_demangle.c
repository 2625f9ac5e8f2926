#include "config.h"

#include "symbol/demangle.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *demangle_suite(void);

struct pair {
	const char *name, *shown; /* NULL: as it is */
};

static void check_pairs(const struct pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char *shown = demangle(pairs[i].name, &(bool){false});
		const char *expected = pairs[i].shown;
		ck_assert_msg(shown ? expected && strcmp(shown, expected) == 0 : !expected,
		              "%s: %s", pairs[i].name, shown ? shown : "as it is");
		free(shown);
	}
}

/* As perf 6.1 shows them. */
START_TEST(compiled)
{
#ifdef HAVE_DEMANGLE
	static const struct pair pairs[] = {
		{"_ZNSt6vectorIiSaIiEE9push_backERKi",
	         "std::vector<int, std::allocator<int> >::push_back"},
		{"_ZN3fooC1Ev", "foo::foo"},
		{"_ZL6staticv", "static"},
		{"_Znwm", "operator new"},
		{"_ZN12_GLOBAL__N_13fooEv", "(anonymous namespace)::foo"},
		{"_ZTV3foo", "vtable for foo"},
		{"_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE",
	         "core::fmt::Formatter::write_str"},
		{"_RNvCs1234_7mycrate3foo", "mycrate::foo"},
		{"_GLOBAL__sub_I_main", NULL},
		{"_ZN", NULL},
		{"_R", NULL},
		{"__libc_start_main", NULL},
	};
	check_pairs(pairs, sizeof pairs / sizeof *pairs);
#endif
}
END_TEST

START_TEST(others)
{
	static const struct pair pairs[] = {
		{"camlStdlib__List__map_123", "Stdlib.List.map_123"},
		{"camlA$2bb__c", "A+b.c"},
		{"camlA$2", "A$2"},
		{"camlA_", "A_"},
		{"caml_main", NULL},
		{"camelCase", NULL},
		{"Ljava/lang/String;equals(Ljava/lang/Object;[I)Z",
	         "java.lang.String.equals(java.lang.Object, int[])"},
		{"Lfoo/Bar;<init>()V", "foo.Bar<init>()"},
		{"Lfoo/Bar;broken(Lfoo", NULL},
		{"Lfoo/Bar;broken(Q)V", NULL},
		{"Lfoo/Bar;broken([)V", NULL},
		{"LazyCompile", NULL},
		{"L;", NULL},
		{"main", NULL},
		{"", NULL},
	};
	check_pairs(pairs, sizeof pairs / sizeof *pairs);
}
END_TEST

/* Each S_ or T doubles what a name stands for: 60 bytes for more than any memory holds. */
START_TEST(no_bombs)
{
	char name[400] = "_Z1fSt4pairIiiE";
	for (int i = 0; i < 60; i++) {
		char more[16];
		snprintf(more, sizeof more, "S%c_S_", i < 10 ? '0' + i : 'A' + i % 26);
		strncat(name, more, sizeof name - strlen(name) - 1);
	}
	free(demangle(name, &(bool){false})); /* comes back */
	char types[600] = "_Z1f";
	strcat(types, "St4pairIiiE");
	for (int i = 0; i < 24; i++) {
		char more[24];
		snprintf(more, sizeof more, "St4pairIS%c_S%c_E", '0' + (i < 10 ? i : 9),
		         '0' + (i < 10 ? i : 9));
		strcat(types, more);
	}
	free(demangle(types, &(bool){false}));
	char *deep = malloc(200001);
	memset(deep, 'P', 200000);
	memcpy(deep, "_Z1f", 4);
	deep[200000] = '\0';
	free(demangle(deep, &(bool){false}));
	free(deep);
}
END_TEST

/* Number n of a substitution or parameter, as names have it. */
static const char *number(int n)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static char text[3];
	char *at = text;
	if (n >= 36)
		*at++ = digits[n / 36];
	*at++ = digits[n % 36];
	*at = '\0';
	return text;
}

/* Short names for which libiberty alone would not return, or print anything. */
START_TEST(no_endless_names)
{
	char expansion[800] = "_Z1fIDpSt4pairI", size[800] = "_Z1fIXsZSt4pairI";
	for (int i = 0; i < 60; i++) {
		strcat(expansion, i < 59 ? "S0_I" : "S0_IiiE");
		strcat(size, i < 59 ? "S0_I" : "S0_IiiE");
	}
	for (int i = 0; i < 60; i++) {
		sprintf(expansion + strlen(expansion), "S%s_E", number(i + 1));
		sprintf(size + strlen(size), "S%s_E", number(i + 1));
	}
	strcat(expansion, "Evv");
	strcat(size, "EEvv");
	ck_assert_uint_lt(strlen(expansion), 700);
	ck_assert_ptr_null(demangle(expansion, &(bool){false}));
	free(demangle(size, &(bool){false}));
	char global[820];
	snprintf(global, sizeof global, "_GLOBAL__I_%s", expansion);
	ck_assert_ptr_null(demangle(global, &(bool){false}));

	char conversion[700] = "_ZN1a";
	for (int i = 0; i < 100; i++)
		strcat(conversion, "cvT_I");
	strcat(conversion, "i");
	for (int i = 0; i < 100; i++)
		strcat(conversion, "E");
	strcat(conversion, "Ev");
	ck_assert_ptr_null(demangle(conversion, &(bool){false}));
}
END_TEST

Suite *demangle_suite(void)
{
	Suite *suite = suite_create("demangle");
	TCase *tests = tcase_create("demangle");
	tcase_add_test(tests, compiled);
	tcase_add_test(tests, others);
	tcase_add_test(tests, no_bombs);
	tcase_add_test(tests, no_endless_names);
	suite_add_tcase(suite, tests);
	return suite;
}
