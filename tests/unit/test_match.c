#include "diff/match.h"

#include <check.h>
#include <string.h>

Suite *match_suite(void);

static struct error err;

static void check(const struct match_options *options, const char *name, const char *expected)
{
	struct match *match;
	struct buffer out = {0};
	size_t rename, offset;
	ck_assert_msg(match_open(options, &match, &rename, &offset, &err) == STATUS_OK, "%s",
	              err.text);
	enum status status = match_name(match, name, strlen(name), &out, &err);
	if (expected) {
		ck_assert_msg(status == STATUS_OK, "%s", err.text);
		buffer_byte(&out, '\0');
		ck_assert_str_eq(out.data, expected);
	} else {
		ck_assert_int_eq(status, STATUS_FAILED);
	}
	buffer_free(&out);
	match_free(match);
}

static const struct {
	const char *name, *normalized; /* NULL: stays */
} names[] = {
	{"parse", NULL},
	{"parse.isra.0", "parse"},
	{"parse.part.1.cold", "parse"},
	{"parse.constprop.0.isra.12_[k]", "parse_[k]"},
	{"f.llvm.8245938210938", "f"},
	{"f.lto_priv.0", "f"},
	{"f.clone.3", "f"},
	{"f.cold", "f"},
	{"f.cold.7", "f"},
	{"foo(int) [clone .isra.0] [clone .cold]", "foo(int)"},
	{"static_f.__uniq.31415926.llvm.1", "static_f"},
	{"widget.part.js", NULL},
	{"obj.isolated", NULL},
	{".cold", NULL},
	{"core::fmt::write::h0123456789abcdef", "core::fmt::write"},
	{"<a::B as c::D>::e::hfedcba9876543210", "<a::B as c::D>::e"},
	{"a::h0123456789abcde", NULL},
	{"a::h0123456789abcdef::b", NULL},
	{"core[846817f741e54dfd]::slice::sort", "core::slice::sort"},
	{"arr[3]", NULL},
	{"app::main::{{closure}}", "app::main::{closure}"},
	{"app::main::{closure#2}", "app::main::{closure}"},
	{"main::{lambda(int)#1}::operator()(int) const",
         "main::{lambda(int)}::operator()(int) const"},
	{"f({unnamed type#2})", "f({unnamed type})"},
	{"main::'lambda0'(int)::operator()(int)", "main::'lambda'(int)::operator()(int)"},
	{"main::$_0::operator()()", "main::$_::operator()()"},
	{"main::$_12::__invoke", "main::$_::__invoke"},
	{"run::<lambda_1>::operator()", "run::<lambda>::operator()"},
	{"{anonymous}::f", "(anonymous namespace)::f"},
	{"(anonymous namespace)::f", NULL},
	{"main.run.func1", "main.run.func"},
	{"main.run.func1.2", "main.run.func"},
	{"main.func1name", NULL},
	{"closure #1 in main", "closure in main"},
	{"App$$Lambda$14/0x0000000800c031f0.run", "App$$Lambda.run"},
	{"App$$Lambda/0x00007f3a9c0a1b2c::run", "App$$Lambda::run"},
	{"App.lambda$main$0", "App.lambda$main"},
	{"com/sun/proxy/$Proxy12.get", "com/sun/proxy/$Proxy.get"},
	{"GeneratedMethodAccessor7.invoke", "GeneratedMethodAccessor.invoke"},
	{"App$1.run", "App$.run"},
	{"App$Inner.run", NULL},
	{"<Main>b__0_1", "<Main>b__"},
	{"(anonymous) app.js:12:34", "<anonymous> app.js"},
	{"LazyCompile:~parse /app/x.js:10:4", "LazyCompile:~parse /app/x.js"},
	{"f:file.c:12", NULL}, /* a line alone was asked for */
	{"[perf-1234.map]", "[perf.map]"},
	{"bpf_prog_6deef7357e7b4530_dump", "bpf_prog_dump"},
	{"[unknown 0x7fab]", "[unknown 0x...]"},
	{"\xff"
         "f.isra.0",
         "\xff"
         "f"}, /* not UTF-8 */
};

START_TEST(normalized)
{
	const struct match_options options = {.normalized = true};
	check(&options, names[_i].name,
	      names[_i].normalized ? names[_i].normalized : names[_i].name);
}
END_TEST

START_TEST(addresses)
{
	const struct match_options options = {.strip_addresses = true};
	check(&options, "[lib 0x7fAB]", "[lib 0x...]");
	check(&options, "00x12g0x3", "00x...g0x...");
	check(&options, "0x", "0x");
	check(&options, "0X5", "0X5");
	check(&options, "f.isra.0", "f.isra.0");
}
END_TEST

START_TEST(renames)
{
	static const char *const list[] = {"^old_(\\w+)$=new_$1", "new_=v2_", "(a)|(b)=[$1$2]",
	                                   "operator\\==equals", "x=$$"};
	const struct match_options options = {.renames = list, .rename_count = 5};
	check(&options, "old_pzrse", "v2_pzrse"); /* in their order */
	check(&options, "old pzrse", "old pzrse");
	check(&options, "cab", "c[a][b]"); /* all matches */
	check(&options, "operator=", "oper[a]tor=");
	check(&options, "xx", "$$");
	const struct match_options one = {.renames = list + 3, .rename_count = 1};
	check(&one, "operator=(int)", "equals(int)");
	const struct match_options both = {.renames = list, .rename_count = 1, .normalized = true};
	check(&both, "old_f.isra.0", "new_f"); /* after the rules */
}
END_TEST

START_TEST(long_results)
{
	static const char *const list[] = {"a=0123456789"};
	const struct match_options options = {.renames = list, .rename_count = 1};
	char name[101] = "", expected[1001] = "";
	for (int i = 0; i < 100; i++) {
		strcat(name, "a");
		strcat(expected, "0123456789");
	}
	check(&options, name, expected);
}
END_TEST

START_TEST(nothing_left_is_an_error)
{
	static const char *const list[] = {"^f$="};
	const struct match_options options = {.renames = list, .rename_count = 1};
	check(&options, "f", NULL);
	ck_assert_ptr_nonnull(strstr(err.text, "nothing"));
	check(&options, "g", "g");
}
END_TEST

static const struct {
	const char *rename;
	size_t offset;
	const char *message;
} wrong[] = {
	{"abc", 3, "'='"},        {"a(=b", 2, "parenthesis"},   {"a=b;c", 3, "semicolon"},
	{"a=b\nc", 3, "newline"}, {"a=$1", 2, "group 1"},       {"a=$", 2, "$1"},
	{"(a)=${1", 4, "$1"},     {"(?<n>a)=$m", 8, "group m"}, {"a\\=b", 4, "'='"},
};

START_TEST(wrong_renames)
{
	struct match *match;
	size_t rename, offset;
	const char *list[] = {"fine=so", wrong[_i].rename};
	const struct match_options options = {.renames = list, .rename_count = 2};
	ck_assert_int_eq(match_open(&options, &match, &rename, &offset, &err), STATUS_FAILED);
	ck_assert_uint_eq(rename, 1);
	ck_assert_uint_eq(offset, wrong[_i].offset);
	ck_assert_msg(strstr(err.text, wrong[_i].message), "%s", err.text);
}
END_TEST

Suite *match_suite(void)
{
	Suite *suite = suite_create("match");
	TCase *tests = tcase_create("match");
	tcase_add_loop_test(tests, normalized, 0, sizeof names / sizeof *names);
	tcase_add_test(tests, addresses);
	tcase_add_test(tests, renames);
	tcase_add_test(tests, long_results);
	tcase_add_test(tests, nothing_left_is_an_error);
	tcase_add_loop_test(tests, wrong_renames, 0, sizeof wrong / sizeof *wrong);
	suite_add_tcase(suite, tests);
	return suite;
}
