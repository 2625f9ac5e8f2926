#include "config.h"

#include "names/brackets.h"
#include "names/name_change.h"
#include "names/name_parts.h"
#include "rounds.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *name_change_suite(void);

#define NO_ARGS(changed) [NAMES_NO_ARGS] = (changed)
#define NO_TEMPLATES(changed) [NAMES_NO_TEMPLATES] = (changed)
#define BASE(changed) [NAMES_BASE] = (changed)
#define JAVA(changed) [NAMES_JAVA_SHORT] = (changed)
#define GO(changed) [NAMES_GO_SHORT] = (changed)
#define NO_HASH(changed) [NAMES_NO_HASH] = (changed)
#define SAME [NAMES_FULL] = NULL

static const struct {
	const char *name, *changed[NAME_CHANGE_FORMS];
} cases[] = {
#define NAME(name, ...) {name, {__VA_ARGS__}},
#include "changed_names.h"
#undef NAME
};

enum { CASES = sizeof cases / sizeof *cases };

static struct buffer changed, again;

static void tear_down(void)
{
	buffer_free(&changed);
	buffer_free(&again);
}

static bool is_mangled(const char *name)
{
	return string_begins(name, "_Z") || string_begins(name, "_R");
}

/* Changes a name to `changed`; changing it once more changes nothing. */
static bool change_twice(const struct name_change *change, struct text name)
{
	const bool differs = name_change(change, name, &changed);
	ck_assert(!changed.failed);
	ck_assert(!name_change(change, (struct text){changed.data, changed.size}, &again));
	ck_assert_uint_eq(again.size, changed.size);
	return differs;
}

START_TEST(forms)
{
	const char *name = cases[_i].name;
#ifndef HAVE_DEMANGLE
	if (is_mangled(name))
		return;
#endif
	(void)is_mangled;
	for (unsigned form = 0; form < NAME_CHANGE_FORMS; form++) {
		const struct name_change change = {.form = form, .depth = 1};
		const char *expected = cases[_i].changed[form];
		const bool differs = change_twice(&change, text_of(name));
		buffer_byte(&changed, '\0');
		ck_assert_str_eq(changed.data, expected ? expected : name);
		ck_assert_int_eq(differs, expected != NULL);
	}
}
END_TEST

static const struct {
	const char *form, *name, *changed;
} depths[] = {
	{"no-templates:1", "a<b<c>, d>::f<g>(int)", "a::f"},
	{"no-templates:2", "a<b<c>, d>::f<g>(int)", "a<b, d>::f<g>"},
	{"no-templates:3", "a<b<c>, d>::f<g>(int)", "a<b<c>, d>::f<g>"},
	{"no-templates:2", "a<b<c> >::f", "a<b>::f"},
	{"no-templates:2", "a<b<c>>::f", "a<b>::f"},
	{"no-templates:2", "std::map<int, std::vector<std::pair<int, char> > >::find(int)",
         "std::map<int, std::vector>::find"},
	{"no-templates:3", "std::map<int, std::vector<std::pair<int, char> > >::find(int)",
         "std::map<int, std::vector<std::pair>>::find"},
	{"no-templates:2", "a::operator<< <b<c> >(int)", "a::operator<< <b>"},
	{"no-templates:2", "std::function<void (std::vector<int>)>::operator()(int) const",
         "std::function<void (std::vector)>::operator()"},
	{"no-templates:2", "<alloc::vec::Vec<a<b>> as core::ops::Drop>::drop",
         "<alloc::vec::Vec<a> as core::ops::Drop>::drop"},
	{"no-templates:2", "main.F[go.shape.struct { X main.G[int] }]",
         "main.F[go.shape.struct { X main.G }]"},
	{"no-templates:2", "a::f::<b::<c>>::g", "a::f::<b>::g"},
	{"no-templates:2", "<core[846817f741e54dfd]::option::Option<a[846817f741e54dfd]::B<c>>>::f",
         "<core::option::Option<a::B>>::f"},
	{"no-templates:128", "a<b<c>>::f", "a<b<c>>::f"},
};

START_TEST(depth)
{
	struct name_change change;
	struct error err;
	ck_assert_int_eq(name_change_parse(depths[_i].form, &change, &err), STATUS_OK);
	change_twice(&change, text_of(depths[_i].name));
	buffer_byte(&changed, '\0');
	ck_assert_str_eq(changed.data, depths[_i].changed);
}
END_TEST

START_TEST(parsed)
{
	struct name_change change;
	struct error err = {""};
	for (unsigned form = 0; form < NAME_CHANGE_FORMS; form++) {
		ck_assert_int_eq(name_change_parse(name_change_forms[form].name, &change, &err),
		                 STATUS_OK);
		ck_assert_uint_eq(change.form, form);
		ck_assert_uint_eq(change.depth, 1);
	}
	ck_assert_int_eq(name_change_parse("no-templates:12", &change, &err), STATUS_OK);
	ck_assert_uint_eq(change.depth, 12);
	static const struct {
		const char *text, *message;
	} wrong[] = {
		{"", "unknown form of names '': expected one of full, no-args, "
	             "no-templates[:DEPTH], base, java-short, go-short, no-hash"},
		{"bas", "unknown form of names 'bas': expected one of full, no-args, "
	                "no-templates[:DEPTH], base, java-short, go-short, no-hash"},
		{"base:1", "base takes no depth"},
		{"no-templates:0", "no-templates: expected a depth from 1 to 128, not '0'"},
		{"no-templates:", "no-templates: expected a depth from 1 to 128, not ''"},
		{"no-templates:129", "no-templates: expected a depth from 1 to 128, not '129'"},
		{"no-templates:2x", "no-templates: expected a depth from 1 to 128, not '2x'"},
		{"no-templates:99999999999",
	         "no-templates: expected a depth from 1 to 128, not '99999999999'"},
	};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err.text[0] = '\0';
		ck_assert_int_eq(name_change_parse(wrong[i].text, &change, &err), STATUS_FAILED);
		ck_assert_str_eq(err.text, wrong[i].message);
	}
}
END_TEST

/* ---- properties of names of any kind ---- */

/* What names are made of, so that most of those below look like names. */
static const char *const pieces[] = {"a",
                                     "foo",
                                     "Bar",
                                     "std",
                                     "core",
                                     "java",
                                     "::",
                                     "::",
                                     ".",
                                     "/",
                                     "<",
                                     ">",
                                     "(",
                                     ")",
                                     "[",
                                     "]",
                                     "{",
                                     "}",
                                     " ",
                                     ", ",
                                     "operator",
                                     "operator<",
                                     "operator()",
                                     "operator->",
                                     " const",
                                     " [clone .cold]",
                                     ".isra.0",
                                     "::h0123456789abcdef",
                                     "$$Lambda$1",
                                     "/0x123",
                                     "$",
                                     "JS:*",
                                     " x.js:1:2",
                                     "py::",
                                     ":/x.py",
                                     " (x.py:3)",
                                     "(*T)",
                                     ".func1",
                                     "lambda",
                                     "#1",
                                     "int",
                                     " as ",
                                     "impl ",
                                     "_ZN",
                                     "::{closure#0}",
                                     "decltype",
                                     "-",
                                     "->",
                                     "&",
                                     "*",
                                     "~",
                                     "'",
                                     ":::",
                                     "_[k]",
                                     "+0x1b",
                                     "@@V_1",
                                     "\303\274",
                                     "0",
                                     "%2e",
                                     "v2",
                                     "github.com",
                                     "L",
                                     "`"};

enum { PIECES = sizeof pieces / sizeof *pieces, NAMES = 4000 };

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void make_name(struct buffer *name, uint32_t *seed)
{
	name->size = 0;
	for (uint32_t left = 1 + random_below(seed, 14); left; left--)
		buffer_text(name, pieces[random_below(seed, PIECES)]);
}

static void check_properties(const struct name_change *change, struct text name)
{
	change_twice(change, name);
	const struct text text = {changed.data, changed.size};
	const size_t bare = name_bare_size(name.at, name.size);
	ck_assert_uint_gt(text.size, 0);
	ck_assert_ptr_null(memchr(text.at, ';', text.size));
	ck_assert_ptr_null(memchr(text.at, '\n', text.size));
	ck_assert_uint_ge(text.size, name.size - bare);
	ck_assert_mem_eq(text.at + text.size - (name.size - bare), name.at + bare,
	                 name.size - bare);
	if (brackets_balance(name))
		ck_assert(brackets_balance(text));
}

START_TEST(properties)
{
	struct buffer name = {0};
	uint32_t seed = 7;
	for (unsigned i = 0; i < fewer(NAMES); i++) {
		make_name(&name, &seed);
		for (unsigned form = 0; form < NAME_CHANGE_FORMS; form++) {
			const struct name_change change = {form, 1 + i % 3};
			check_properties(&change, (struct text){name.data, name.size});
		}
	}
	buffer_free(&name);
}
END_TEST

/* Names of a megabyte, for which a pass over the name for each of its parts would take minutes. */
static const char *const hostile[] = {"<",          "(",    "a<",   "a::",   "a.", "a/",
                                      "operator<",  "<>",   "(a)",  ":1",    "@",  "L",
                                      "$$Lambda$1", "_[k]", "::h0", "a.b/c."};

START_TEST(long_names)
{
	enum { SIZE = 1 << 17 };
	struct buffer name = {0};
	while (name.size < SIZE)
		buffer_text(&name, hostile[_i]);
	for (unsigned form = 0; form < NAME_CHANGE_FORMS; form++) {
		const struct name_change change = {form, 2};
		name_change(&change, (struct text){name.data, name.size}, &changed);
		ck_assert_uint_gt(changed.size, 0);
		ck_assert_uint_le(changed.size, name.size);
	}
	buffer_free(&name);
}
END_TEST

Suite *name_change_suite(void)
{
	Suite *suite = suite_create("name_change");
	TCase *tests = tcase_create("name_change");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, forms, 0, CASES);
	tcase_add_loop_test(tests, depth, 0, sizeof depths / sizeof *depths);
	tcase_add_test(tests, parsed);
	tcase_add_test(tests, properties);
	tcase_add_loop_test(tests, long_names, 0, sizeof hostile / sizeof *hostile);
	suite_add_tcase(suite, tests);
	return suite;
}
