#include "base/siphash.h"
#include "names/anonymize.h"
#include "store/origins.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Suite *anonymize_suite(void);

static struct anonymizer *anonymizer;
static struct buffer out;

static void tear_down(void)
{
	anonymizer_free(anonymizer);
	anonymizer = NULL;
	buffer_free(&out);
}

/* What is left of names where each stand-in is written as *. */
static const struct {
	const char *name, *left, *module;
	unsigned kinds;
} cases[] = {
	/* C++ */
	{"shop::cart::total(std::vector<shop::item>&)", "*::*::*(std::vector<*::*>&)", NULL, 0},
	{"std::sort<shop::item*>", "std::sort<*::**>", NULL, 0},
	{"std::map<int, shop::item>::find(int const&)", "std::map<int, *::*>::find(int const&)",
         NULL, 0},
	{"shop::list<std::string>::push", "*::*<std::string>::*", NULL, 0},
	{"shop::operator<< <char>(shop::item&)", "*::operator<< <char>(*::*&)", NULL, 0},
	{"shop::item::~item()", "*::*::~*()", NULL, 0},
	{"main::{lambda(shop::item&)#1}::operator()", "main::{lambda(*::*&)#1}::operator()", NULL,
         0},
	{"(anonymous namespace)::price(int)", "(anonymous namespace)::*(int)", NULL, 0},
	{"price(int) [clone .isra.0]", "*(int) [clone .isra.0]", NULL, 0},
	{"std::pair<shop::a, std::pair<shop::b, int> >::swap",
         "std::pair<*::*, std::pair<*::*, int> >::swap", NULL, 0},
	/* Rust */
	{"<shop::Item as core::ops::drop::Drop>::drop", "<*::* as core::ops::drop::Drop>::drop",
         NULL, 0},
	{"<alloc::vec::Vec<shop::Item>>::len", "<alloc::vec::Vec<*::*>>::len", NULL, 0},
	{"<shop::Item>::price", "<*::*>::*", NULL, 0},
	{"core::fmt::num::<impl core::fmt::Display for shop::Item>::fmt",
         "core::fmt::num::<impl core::fmt::Display for *::*>::fmt", NULL, 0},
	{"shop::price::{{closure}}", "*::*::{{closure}}", NULL, 0},
	{"core::ptr::drop_in_place<shop::Item>", "core::ptr::drop_in_place<*::*>", NULL, 0},
	/* Go */
	{"github.com/acme/shop.(*Cart).Total.func1", "github.com/*/*.(**).*.func1", NULL, 0},
	{"runtime.(*mcache).refill", "runtime.(*mcache).refill", NULL, 0},
	{"net/http.(*Client).Do", "net/http.(*Client).Do", NULL, 0},
	{"main.secret", "main.*", NULL, 0},
	{"main.main", "main.main", NULL, 0},
	{"slices.Sort[go.shape.struct { Secret main.T }]",
         "slices.Sort[go.shape.struct { * main.* }]", NULL, 0},
	/* Java */
	{"com.acme.Shop.price", "com.*.*.*", NULL, 0},
	{"java.util.HashMap.get", "java.util.HashMap.get", NULL, 0},
	{"Lcom/acme/Shop:::price_[j]", "Lcom/*/*:::*_[j]", NULL, 0},
	{"java/util/HashMap.put(Lcom/acme/Key:Ljava/lang/Object:)V",
         "java/util/HashMap.put(Lcom/*/*:Ljava/lang/Object:)V", NULL, 0},
	{"java/util/HashMap.put(I)Lcom/acme/Key:", "java/util/HashMap.put(I)Lcom/*/*:", NULL, 0},
	{"com.acme.Shop$$Lambda$14/0x0800066840.run", "com.*.*$$Lambda$14/0x0800066840.*", NULL, 0},
	{"com.acme.Shop.<init>", "com.*.*.<init>", NULL, 0},
	/* JavaScript and Python */
	{"JS:*pay /srv/shop/pay.js:12:3", "JS:** /srv/*/*.js:12:3", NULL, 0},
	{"JS:~load node:internal/modules:7", "JS:~load node:internal/modules:7", NULL, 0},
	{"JS:~load node:internal/modules:7", "JS:~load node:internal/modules:7", "node",
         ORIGIN_JIT},
	{"pay (/srv/shop/node_modules/@acme/pay/index.js:1:2)",
         "* (/srv/*/node_modules/@*/*/index.js:1:2)", NULL, 0},
	{"py::price:/srv/shop.py", "py::*:/srv/*.py", NULL, 0},
	{"price (shop.py:12)", "* (*.py:12)", "python3.11", ORIGIN_JIT},
	{"py::dumps:/home/alice/lib/python3.11/json/__init__.py",
         "py::dumps:/home/*/lib/python3.11/json/__init__.py", NULL, 0},
	{"py::fetch:/home/alice/lib/python3.11/site-packages/acme/api.py",
         "py::*:/home/*/lib/python3.11/site-packages/*/*.py", NULL, 0},
	/* C, files, processes, the kernel */
	{"malloc", "malloc", NULL, 0},
	{"__memcpy_avx_unaligned_erms", "__memcpy_avx_unaligned_erms", NULL, 0},
	{"Builtins_ArrayMap", "Builtins_ArrayMap", NULL, 0},
	{"internal/poll.(*FD).Read", "internal/poll.(*FD).Read", NULL, 0},
	{"acme/internal/sock.(*FD).Read", "*/*/*.(**).*", NULL, 0},
	{"price", "*", NULL, 0},
	{"price", "price", "libc.so.6", ORIGIN_USER},
	{"price", "price", "[acme]", ORIGIN_KERNEL},
	{"price_[k]", "price_[k]", NULL, 0},
	{"price_[i]", "*_[i]", NULL, 0},
	{"price.isra.0", "*.isra.0", NULL, 0},
	{"clone.secret", "clone.*", NULL, 0},
	{"main", "main", NULL, 0},
	{"[libc.so.6]", "[libc.so.6]", NULL, 0},
	{"[libshop.so.2]", "[*.so.2]", NULL, 0},
	{"[unknown]", "[unknown]", NULL, 0},
	{"libshop.so`price", "*.so`*", NULL, 0},
	{"/usr/lib/shop/price", "/usr/lib/*/*", NULL, 0},
	{"python3.11", "python3.11", NULL, 0},
	{"java-shop", "java-*", NULL, 0},
	{"price:src/shop.c:12", "*:src/*.c:12", NULL, 0},
	{"broken<shop::f", "*<*::*", NULL, 0},
	{"--", "--", NULL, 0},
	{"", "", NULL, 0},
};

enum { CASES = sizeof cases / sizeof *cases };

static struct text module_of(size_t i)
{
	return cases[i].module ? text_of(cases[i].module) : (struct text){0};
}

static void open_without_key(void)
{
	struct error err;
	ck_assert_int_eq(anonymizer_open(NULL, 0, &anonymizer, &err), STATUS_OK);
}

static void add_all(bool backwards)
{
	struct error err;
	for (size_t i = 0; i < CASES; i++) {
		const size_t k = backwards ? CASES - 1 - i : i;
		anonymizer_add(anonymizer, text_of(cases[k].name), cases[k].kinds, module_of(k));
		anonymizer_add_module(anonymizer, module_of(k));
	}
	ck_assert_int_eq(anonymizer_finish(anonymizer, &err), STATUS_OK);
}

static const char *stand_in(size_t i)
{
	anonymizer_name(anonymizer, text_of(cases[i].name), cases[i].kinds, module_of(i), &out);
	buffer_byte(&out, '\0');
	ck_assert(!out.failed);
	return out.data;
}

/* Whether a stand-in begins there, and where it ends: n1, N12. */
static const char *stand_in_end(const char *at, const char *start)
{
	const bool word = at > start && ((unsigned char)((at[-1] | 0x20) - 'a') < 26 ||
	                                 is_digit(at[-1]) || at[-1] == '_');
	if (word || (*at != 'n' && *at != 'N') || !is_digit(at[1]))
		return at;
	do
		at++;
	while (is_digit(*at));
	return at;
}

START_TEST(what_is_left)
{
	open_without_key();
	add_all(false);
	struct buffer left = {0};
	const char *text = stand_in((size_t)_i);
	for (const char *at = text; *at;) {
		const char *end = stand_in_end(at, text);
		buffer_byte(&left, end > at ? '*' : *at);
		at = end > at ? end : at + 1;
	}
	buffer_byte(&left, '\0');
	ck_assert_str_eq(left.data, cases[_i].left);
	buffer_free(&left);
}
END_TEST

/* Different names stay different. */
START_TEST(distinct)
{
	struct frames names = {0}, stand_ins = {0};
	open_without_key();
	add_all(false);
	for (size_t i = 0; i < CASES; i++) {
		if (cases[i].module || cases[i].kinds)
			continue;
		const size_t before = names.count;
		frames_intern(&names, cases[i].name, strlen(cases[i].name));
		const char *text = stand_in(i);
		frames_intern(&stand_ins, text, strlen(text));
		ck_assert_msg(names.count - before == stand_ins.count - before, "%s",
		              cases[i].name);
	}
	frames_free(&names);
	frames_free(&stand_ins);
}
END_TEST

/* The order in which names are added does not matter. */
START_TEST(any_order)
{
	char *before[CASES];
	open_without_key();
	add_all(false);
	for (size_t i = 0; i < CASES; i++)
		before[i] = strdup(stand_in(i));
	anonymizer_free(anonymizer);
	open_without_key();
	add_all(true);
	for (size_t i = 0; i < CASES; i++) {
		ck_assert_str_eq(stand_in(i), before[i]);
		free(before[i]);
	}
}
END_TEST

static void name_is(const char *name, const char *expected)
{
	anonymizer_name(anonymizer, text_of(name), 0, (struct text){0}, &out);
	buffer_byte(&out, '\0');
	ck_assert_str_eq(out.data, expected);
}

/* The same word has the same number, different ones have different ones, from 1. */
START_TEST(numbers)
{
	struct error err;
	open_without_key();
	anonymizer_add(anonymizer, text_of("shop::price"), 0, (struct text){0});
	anonymizer_add(anonymizer, text_of("price"), 0, (struct text){0});
	anonymizer_add_module(anonymizer, text_of("shop"));
	ck_assert_int_eq(anonymizer_finish(anonymizer, &err), STATUS_OK);
	anonymizer_name(anonymizer, text_of("price"), 0, (struct text){0}, &out);
	ck_assert_uint_eq(out.size, 2);
	const bool first = out.data[1] == '1';
	name_is("price", first ? "n1" : "n2");
	name_is("shop::price", first ? "n2::n1" : "n1::n2");
	name_is("new::price::Shop", first ? "new::n1::N3" : "new::n2::N3");
	anonymizer_module(anonymizer, text_of("shop.so.1"), &out);
	buffer_byte(&out, '\0');
	ck_assert_str_eq(out.data, first ? "n2.so.1" : "n1.so.1");
	anonymizer_module(anonymizer, text_of("libc.so.6"), &out);
	buffer_byte(&out, '\0');
	ck_assert_str_eq(out.data, "libc.so.6");
}
END_TEST

/* With a key, a replacement depends only on the word. */
START_TEST(keyed)
{
	struct error err = {""};
	static const char key[] = "0123456789abcdef";
	ck_assert_int_eq(anonymizer_open(key, 15, &anonymizer, &err), STATUS_FAILED);
	ck_assert_str_eq(err.text, "the key has 15 bytes: expected 16 or more");
	ck_assert_ptr_null(anonymizer);
	ck_assert_int_eq(anonymizer_open(key, 16, &anonymizer, &err), STATUS_OK);
	add_all(false);
	anonymizer_name(anonymizer, text_of("shop::price"), 0, (struct text){0}, &out);
	buffer_byte(&out, '\0');
	char *before = strdup(out.data);
	ck_assert_uint_eq(strlen(before), 13 + 2 + 13);
	anonymizer_free(anonymizer);
	ck_assert_int_eq(anonymizer_open(key, 16, &anonymizer, &err), STATUS_OK);
	name_is("shop::price", before);
	anonymizer_free(anonymizer);
	ck_assert_int_eq(anonymizer_open("0123456789abcdeF", 16, &anonymizer, &err), STATUS_OK);
	anonymizer_name(anonymizer, text_of("shop::price"), 0, (struct text){0}, &out);
	buffer_byte(&out, '\0');
	ck_assert_str_ne(out.data, before);
	free(before);
}
END_TEST

/* The first and the last values of the table in the paper's reference code, of 0, 1, 2 ... under
 * the key 0, 1, 2 ... 15, and the example of its appendix. */
START_TEST(sip)
{
	const struct siphash_key key = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
	unsigned char bytes[64];
	for (unsigned i = 0; i < sizeof bytes; i++)
		bytes[i] = (unsigned char)i;
	ck_assert_uint_eq(siphash(key, bytes, 0), 0x726fdb47dd0e0e31);
	ck_assert_uint_eq(siphash(key, bytes, 1), 0x74f839c593dc67fd);
	ck_assert_uint_eq(siphash(key, bytes, 15), 0xa129ca6149be45e5);
	ck_assert_uint_eq(siphash(key, bytes, 63), 0x958a324ceb064572);
}
END_TEST

START_TEST(long_names)
{
	enum { SIZE = 1 << 17 };
	static const char *const parts[] = {"a.", "a/", "a::", "<", "(", "a<", "x.js:1 ", "L", "_"};
	struct buffer name = {0};
	struct error err;
	while (name.size < SIZE)
		buffer_text(&name, parts[_i]);
	open_without_key();
	anonymizer_add(anonymizer, (struct text){name.data, name.size}, 0, (struct text){0});
	ck_assert_int_eq(anonymizer_finish(anonymizer, &err), STATUS_OK);
	anonymizer_name(anonymizer, (struct text){name.data, name.size}, 0, (struct text){0}, &out);
	ck_assert_uint_gt(out.size, 0);
	buffer_free(&name);
}
END_TEST

Suite *anonymize_suite(void)
{
	Suite *suite = suite_create("anonymize");
	TCase *tests = tcase_create("anonymize");
	tcase_add_checked_fixture(tests, NULL, tear_down);
	tcase_set_timeout(tests, 60);
	tcase_add_loop_test(tests, what_is_left, 0, CASES);
	tcase_add_test(tests, distinct);
	tcase_add_test(tests, any_order);
	tcase_add_test(tests, numbers);
	tcase_add_test(tests, keyed);
	tcase_add_test(tests, sip);
	tcase_add_loop_test(tests, long_names, 0, 9);
	suite_add_tcase(suite, tests);
	return suite;
}
